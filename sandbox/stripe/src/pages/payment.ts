import { extraFields, promotionForm } from './extras'
import { fieldRow } from './fields'
import { type Html, html, safeUrl } from './html'
import { renderDocument } from './layout'
import { currencyFormat, formatMoney } from './money'
import { afterToday, lineNotes, shopName } from './parts'
import { PAYMENT_SCRIPT } from './script'
import { TEST_ACCOUNTS, TEST_CARDS } from './test-cards'
import type { PageLine, PaymentPageView } from './views'

const FORM = 'payment'

const clamp = (value: number, { minimum, maximum }: { minimum: number; maximum: number }): number =>
  Math.min(maximum, Math.max(minimum, value))

/** The view with the quantity entered before in its first adjustable line, and the amounts that follow from it. */
const withEnteredQuantity = (view: PaymentPageView): PaymentPageView => {
  const entered = view.values?.quantity
  const index = view.lines.findIndex((line) => line.adjustable)
  const line = view.lines[index]
  if (entered === undefined || !line?.adjustable) return view
  const quantity = clamp(entered, line.adjustable)
  const amount = line.unitAmount * quantity
  const total = view.trialDays ? view.total : view.total + amount - line.amount
  return { ...view, total, lines: view.lines.with(index, { ...line, quantity, amount }) }
}

const stepper = (line: PageLine, index: number): Html => {
  if (!line.adjustable) return html``
  const { minimum, maximum } = line.adjustable
  return html`<div class="stepper">
<button type="button" data-step="-1" aria-label="One less of ${line.name}">−</button>
<input type="number" inputmode="numeric" form="${FORM}" name="quantity_${index}" value="${line.quantity}" min="${minimum}" max="${maximum}" step="1" required aria-label="Quantity of ${line.name}" data-unit="${line.unitAmount}" data-start="${line.quantity}">
<button type="button" data-step="1" aria-label="One more of ${line.name}">+</button>
</div>`
}

const orderLine = (line: PageLine, index: number, currency: string): Html =>
  html`<li><strong>${line.name}</strong><span class="amount">${formatMoney(line.amount, currency)}</span>
${lineNotes(line, currency)}${stepper(line, index)}</li>`

/** A total that the page's script keeps right when a quantity changes; within a trial nothing is due either way. */
const liveMoney = (amount: number, view: PaymentPageView, isGoods = false): Html =>
  view.trialDays
    ? html`<span>${formatMoney(amount, view.currency)}</span>`
    : html`<span data-money="${amount}"${isGoods && html` data-goods`}>${formatMoney(amount, view.currency)}</span>`

const totals = (view: PaymentPageView): Html => {
  const subtotal = view.lines.reduce((sum, line) => sum + line.amount, 0)
  const { discount = 0, shipping = 0 } = view
  const difference = view.total - subtotal + discount - shipping
  const isSent = view.extras?.some(({ name }) => name === 'shipping_rate') ?? false
  const isPlain = view.trialDays !== undefined || (difference === 0 && discount === 0 && shipping === 0 && !isSent)
  const rows = [
    { label: 'Discount', amount: -discount },
    { label: 'Shipping', amount: shipping, isSent },
    { label: difference < 0 ? 'Discounts' : 'Taxes and other charges', amount: difference },
  ].filter((row) => row.amount !== 0 || row.isSent)
  return html`<dl class="totals">${
    !isPlain &&
    html`<dt>Subtotal</dt><dd>${liveMoney(subtotal, view, true)}</dd>
${rows.map(
  ({ label, amount, isSent: sent }) =>
    html`<dt>${label}</dt><dd${sent && html` data-shipping`}>${formatMoney(amount, view.currency)}</dd>`
)}`
  }<dt class="due">${view.mode === 'payment' ? 'Total' : 'Due today'}</dt><dd class="due">${liveMoney(view.total, view)}</dd></dl>`
}

const headline = (view: PaymentPageView): Html =>
  view.mode === 'setup'
    ? html`<p class="lead">Save a card for later</p>`
    : html`<p class="label">${view.mode === 'payment' ? 'Total' : 'Due today'}</p>
<p class="price" aria-live="polite">${liveMoney(view.total, view)}</p>`

const summary = (view: PaymentPageView): Html => {
  const cancelUrl = safeUrl(view.cancelUrl)
  const back = cancelUrl === undefined ? undefined : html`<a class="back" href="${cancelUrl}">Cancel</a>`
  const then = afterToday(view)
  return html`<section class="order" aria-label="Your order"><div>${shopName(view.business, back)}
${headline(view)}
${then && html`<p class="then">${then}</p>`}
${view.lines.length > 0 && html`<ul class="lines">${view.lines.map((line, index) => orderLine(line, index, view.currency))}</ul>${totals(view)}`}${promotionForm(view)}
</div></section>`
}

const testCards = html`<div class="cards" role="group" aria-labelledby="cards-title"><h2 id="cards-title">Test cards</h2>
<p>One click fills in the form with a card that …</p>
<div>${TEST_CARDS.map(
  ({ label, number }) =>
    html`<button type="button" data-card="${number}" title="${number}" aria-pressed="false">${label}</button>`
)}</div></div>`

const submitButton = (view: PaymentPageView): Html => {
  const label = {
    payment: view.isFree ? html`Complete order` : html`Pay ${liveMoney(view.total, view)}`,
    subscription: html`${view.trialDays ? 'Start trial' : 'Subscribe'}`,
    setup: html`Save card`,
  }[view.mode]
  return html`<button class="submit" type="submit"><span class="spinner" hidden></span>
<span class="idle">${label}</span><span class="working" hidden>Processing …</span></button>`
}

const fields = (view: PaymentPageView): Html => {
  const { error, values, email, emailLocked } = view
  const errorOf = (name: string): string => (error?.field === name ? error.message : '')
  const emailField = fieldRow({
    name: 'email',
    label: 'E-mail',
    type: 'email',
    autocomplete: 'email',
    placeholder: 'you@example.com',
    value: emailLocked ? email : (values?.email ?? email),
    isReadOnly: emailLocked === true,
    error: errorOf('email'),
  })
  if (view.isFree) return html`${emailField}${extraFields(view)}`
  return html`${emailField}${fieldRow({
    name: 'number',
    label: 'Card number',
    autocomplete: 'cc-number',
    placeholder: '1234 1234 1234 1234',
    maxLength: 23,
    error: errorOf('number'),
  })}<div class="pair">${fieldRow({
    name: 'expiry',
    label: 'Expiry',
    autocomplete: 'cc-exp',
    placeholder: 'MM / YY',
    maxLength: 7,
    error: errorOf('expiry'),
  })}${fieldRow({
    name: 'cvc',
    label: 'Security code',
    autocomplete: 'cc-csc',
    placeholder: 'CVC',
    maxLength: 4,
    error: errorOf('cvc'),
  })}</div>${fieldRow({
    name: 'name',
    label: 'Name on the card',
    type: 'text',
    autocomplete: 'cc-name',
    placeholder: 'Full name',
    value: values?.name,
    isOptional: true,
  })}${extraFields(view)}`
}

/** In place of a card: a debit that is settled days later. Needs no script. */
const bankAccount = ({ action, email, values, error }: PaymentPageView): Html =>
  html`<details class="debit"${error?.field === 'account' && html` open`}><summary>Pay from a bank account instead</summary>
<form method="post" action="${safeUrl(action) ?? ''}">
${error?.field === 'account' && html`<p class="banner" role="alert">${error.message}</p>`}
<div class="field"><label for="debit-email">E-mail</label>
<input id="debit-email" name="email" type="email" autocomplete="email" placeholder="you@example.com" value="${values?.email ?? email ?? ''}" required></div>
<div class="field"><label for="account">A test account that …</label>
<select id="account" name="account">${TEST_ACCOUNTS.map(({ label, number }) => html`<option value="${number}">${label}</option>`)}</select></div>
<button class="submit" type="submit">Allow the debit</button></form></details>`

const bannerOf = ({ error }: PaymentPageView): Html =>
  error && !error.field ? html`<p class="banner" role="alert" tabindex="-1">${error.message}</p>` : html``

const promise = ({ business, mode }: PaymentPageView): string =>
  ({
    payment: `Your card is charged once, by ${business}.`,
    subscription: `You allow ${business} to charge your card until you cancel.`,
    setup: `Your card is kept for ${business}. Nothing is charged now.`,
  })[mode]

/** The page on which a customer pays. The form posts `email`, `name`, `number`, `expiry`, `cvc` and `quantity_<line>`. */
export const renderPaymentPage = (given: PaymentPageView): string => {
  const view = withEnteredQuantity(given)
  const { exponent, shown } = currencyFormat(view.currency)
  const body = html`<body data-currency="${view.currency.toUpperCase()}" data-exponent="${exponent}" data-shown="${shown}">
${!view.livemode && html`<p class="ribbon">Sandbox – no real card is charged</p>`}
<main class="columns">${summary(view)}
<section class="pay" aria-label="Payment"><form id="${FORM}" method="post" action="${safeUrl(view.action) ?? ''}">
<h1>${view.isFree ? 'Your details' : view.mode === 'setup' ? 'Card details' : 'Pay by card'}</h1>
${bannerOf(view)}${!view.livemode && !view.isFree && testCards}${fields(view)}${submitButton(view)}
<p class="small">${view.isFree ? 'There is nothing to pay.' : promise(view)}</p>
</form>${view.takesDebits && bankAccount(view)}</section></main>
</body>`
  return renderDocument({ title: `${view.business} · Payment`, body, script: PAYMENT_SCRIPT })
}
