import { banner, CARD_FORM, cardFields, errorAt, submitButton, testCardNote, testCards } from './card'
import { extraRow, fieldRow } from './fields'
import { type Html, html, safeUrl } from './html'
import { backLink, renderDocument, shopName } from './layout'
import { currencyFormat, formatMoney } from './money'
import { afterToday, factList, orderLines, orderTotals, recurringPrice } from './order'
import { PAYMENT_SCRIPT } from './script'
import { TEST_ACCOUNTS } from './test-cards'
import type { ExtraField, PageLine, PaymentPageView } from './views'

const stepper = (line: PageLine, index: number): Html => {
  if (!line.adjustable) return html``
  const { minimum, maximum } = line.adjustable
  return html`<div class="quantity"><div class="stepper">
<button type="button" data-step="-1" aria-label="One less of ${line.name}">−</button>
<input type="number" inputmode="numeric" form="${CARD_FORM}" name="quantity_${index}" value="${line.quantity}" min="${minimum}" max="${maximum}" step="1" required aria-label="Quantity of ${line.name}" data-unit="${line.unitAmount}" data-start="${line.quantity}">
<button type="button" data-step="1" aria-label="One more of ${line.name}">+</button>
</div><button class="plain" type="submit" form="${CARD_FORM}" name="update" value="total" formnovalidate>Update total</button></div>`
}

/** Whether a new quantity changes more than the script can add up: then the server does. */
const isReckonedThere = ({ discount, mode }: PaymentPageView): boolean => mode !== 'payment' || Boolean(discount)

/** A total that the page's script keeps right when a quantity changes; within a trial nothing is due either way. */
const liveMoney =
  (view: PaymentPageView) =>
  (amount: number, isGoods = false): Html =>
    view.trialDays
      ? html`<span>${formatMoney(amount, view.currency)}</span>`
      : html`<span data-money="${amount}"${isGoods && html` data-goods`}>${formatMoney(amount, view.currency)}</span>`

const dueOf = ({ mode, invoice }: PaymentPageView): string =>
  invoice ? 'Amount due' : mode === 'payment' ? 'Total' : 'Due today'

const headline = (view: PaymentPageView): Html =>
  view.mode === 'setup'
    ? html`<p class="lead">Save a card for later</p><p class="then">${view.business} may charge it when you order again. Nothing is charged now.</p>`
    : html`<p class="label">${dueOf(view)}</p>
<p class="price" aria-live="polite">${liveMoney(view)(view.total)}</p>`

const invoiceFacts = ({ invoice, business }: PaymentPageView): Html =>
  invoice
    ? html`${factList([
        ['Invoice', invoice.number],
        ['From', business],
        ['Billed to', invoice.to],
        ['Date', invoice.issued],
        ['Due', invoice.due],
      ])}${invoice.memo && html`<p class="note">${invoice.memo}</p>`}`
    : html``

/** The promotion code, in a form of its own: it changes what is paid, and pays nothing. */
const promotionForm = ({ promotion, action, error }: PaymentPageView): Html => {
  if (!promotion) return html``
  const problem = errorAt(error, 'promotion_code')
  const field =
    promotion.code === undefined
      ? html`<label for="promotion_code">Promotion code</label>
<div><input id="promotion_code" name="promotion_code" autocomplete="off" spellcheck="false" maxlength="500" required aria-describedby="promotion_code-error"${problem && html` aria-invalid="true" autofocus`}><button type="submit">Apply</button></div>
<p class="error" id="promotion_code-error" role="alert">${problem}</p>`
      : html`<div><span>Promotion code <strong>${promotion.code}</strong></span><input type="hidden" name="promotion_code" value=""><button type="submit">Remove</button></div>`
  return html`<form class="promotion" method="post" action="${safeUrl(action) ?? ''}">${field}</form>`
}

const summary = (view: PaymentPageView): Html => {
  const then = afterToday(view)
  const isSent = view.extras?.some(({ name }) => name === 'shipping_rate') ?? false
  return html`<section class="order" aria-label="Your order"><div>${shopName(view.business, backLink(safeUrl(view.cancelUrl)))}
${headline(view)}
${then && html`<p class="then">${then}</p>`}${invoiceFacts(view)}
${view.lines.length > 0 && html`${orderLines(view, stepper)}${orderTotals(view, dueOf(view), liveMoney(view), isSent)}`}${promotionForm(view)}
</div></section>`
}

/** Where a field stands: with the e-mail address, with what is delivered, or after the card. */
const GROUPS = { contact: /^phone$/, delivery: /^shipping_/, billing: /^billing_/ }

const extrasIn = (view: PaymentPageView, belongs: (field: ExtraField) => boolean): Html[] =>
  (view.extras ?? [])
    .filter(belongs)
    .map((field) =>
      extraRow(field, view.values?.extras?.[field.name] ?? field.value ?? '', errorAt(view.error, field.name))
    )

const group = (legend: string, rows: Html[]): Html =>
  rows.length > 0 ? html`<fieldset><legend>${legend}</legend>${rows}</fieldset>` : html``

const others = ({ name }: ExtraField): boolean => !Object.values(GROUPS).some((pattern) => pattern.test(name))

const emailField = ({ email, emailLocked, error, values }: PaymentPageView): Html =>
  fieldRow({
    ...{ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'email', placeholder: 'you@example.com' },
    value: emailLocked ? email : (values?.email ?? email),
    ...{ isReadOnly: emailLocked === true, error: errorAt(error, 'email'), example: 'customer@example.com' },
  })

const card = ({ error, values }: PaymentPageView): Html =>
  html`${cardFields(error)}${fieldRow({
    ...{ name: 'name', label: 'Name on the card', type: 'text', autocomplete: 'cc-name', placeholder: 'Full name' },
    ...{ value: values?.name, isOptional: true, example: 'Test Customer' },
  })}`

const fields = (view: PaymentPageView): Html =>
  html`${emailField(view)}${extrasIn(view, ({ name }) => GROUPS.contact.test(name))}${group(
    'Delivery',
    extrasIn(view, ({ name }) => GROUPS.delivery.test(name))
  )}${!view.isFree && (view.extras?.some(({ name }) => GROUPS.delivery.test(name)) ? group('Card', [card(view)]) : card(view))}${group(
    'Billing address',
    extrasIn(view, ({ name }) => GROUPS.billing.test(name))
  )}${extrasIn(view, others)}`

const labelOf = (view: PaymentPageView): Html => {
  if (view.mode === 'setup') return html`Save card`
  if (view.mode === 'subscription') return html`${view.trialDays ? 'Start trial' : 'Subscribe'}`
  return view.isFree ? html`Complete order` : html`${view.verb ?? 'Pay'} ${liveMoney(view)(view.total)}`
}

/** In place of a card: a debit that is settled days later. Needs no script. */
const bankAccount = ({ action, email, emailLocked, values, error }: PaymentPageView): Html => {
  const problem = errorAt(error, 'account')
  return html`<details class="debit"${problem && html` open`}><summary>Pay from a bank account instead</summary>
<form method="post" action="${safeUrl(action) ?? ''}">
${problem && html`<p class="banner" role="alert">${problem}</p>`}
<div class="field"><label for="debit-email">E-mail</label>
<input id="debit-email" name="email" type="email" autocomplete="email" placeholder="you@example.com" value="${values?.email ?? email ?? ''}"${emailLocked && html` readonly`} required></div>
<div class="field"><label for="account">A test account that …</label>
<select id="account" name="account">${TEST_ACCOUNTS.map(({ label, number }) => html`<option value="${number}">${label}</option>`)}</select></div>
${submitButton('Allow the debit')}</form></details>`
}

/** What the customer agrees to by the button. */
const promise = (view: PaymentPageView): string => {
  const { business, mode, trialDays, trialEnds } = view
  if (view.isFree) return 'There is nothing to pay.'
  if (mode === 'setup') return `Your card is kept for ${business}. Nothing is charged now.`
  if (mode === 'payment') return `Your card is charged once, by ${business}.`
  if (!trialDays) return `You allow ${business} to charge your card until you cancel.`
  const price = recurringPrice(view) ?? 'the price'
  return `Nothing is charged today. ${business} charges ${price}${trialEnds ? ` from ${trialEnds}` : ''}, until you cancel.`
}

const titleOf = ({ isFree, mode }: PaymentPageView): string =>
  isFree ? 'Your details' : mode === 'setup' ? 'Card details' : 'Pay by card'

/** The page on which a customer pays. The form posts `email`, `name`, `number`, `expiry`, `cvc` and `quantity_<line>`. */
export const renderPaymentPage = (view: PaymentPageView): string => {
  const { exponent, shown } = currencyFormat(view.currency)
  const isTried = !view.livemode && !view.isFree
  // A debit is asked for nothing else, so it is not offered where something else must be known.
  const takesDebits = view.takesDebits && !view.extras?.some(({ isOptional }) => !isOptional)
  const body = html`<main class="columns">${summary(view)}
<section class="pay" aria-label="Payment"><form id="${CARD_FORM}" method="post" action="${safeUrl(view.action) ?? ''}">
<h1>${titleOf(view)}</h1>
${banner(view.error)}${isTried && html`${testCards}${testCardNote}`}${fields(view)}${view.note && html`<p class="note">${view.note}</p>`}${submitButton(labelOf(view))}
<p class="small">${promise(view)}${view.closes && html` This page is open until ${view.closes}.`}</p>
</form>${takesDebits && bankAccount(view)}</section></main>`
  const data = html` data-currency="${view.currency.toUpperCase()}" data-exponent="${exponent}" data-shown="${shown}"${isReckonedThere(view) && html` data-reckoned`}`
  return renderDocument({
    ...{ title: `${view.business} · ${view.invoice ? 'Invoice' : 'Payment'}`, livemode: view.livemode },
    ...{ body, data, script: PAYMENT_SCRIPT },
  })
}
