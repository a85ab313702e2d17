import { banner, CARD_FORM, cardFields, submitButton, testCardNote, testCards } from './card'
import { fieldRow } from './fields'
import { type Html, html, safeUrl } from './html'
import { backLink, renderDocument, shopName } from './layout'
import { PAYMENT_SCRIPT } from './script'
import type { PortalPageView, PortalSubscription } from './views'

interface Form {
  view: PortalPageView
  action: string
  body: Html | Html[]
  hidden?: Record<string, string>
  id?: string
}

const form = ({ view, action, body, hidden = {}, id }: Form): Html =>
  html`<form method="post" action="${safeUrl(view.action) ?? ''}"${id && html` id="${id}"`}><input type="hidden" name="action" value="${action}">${Object.entries(
    hidden
  ).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${body}</form>`

const button = (label: string, kind = 'plain', about?: string): Html =>
  html`<button class="${kind}" type="submit"${about && html` aria-label="${label}: ${about}"`}>${label}</button>`

/** Opens on demand; the one thing that a link is for is there at once. */
const disclosure = (label: string, body: Html, isOpen = false): Html =>
  html`<details${isOpen && html` open`}><summary>${label}</summary>${body}</details>`

const cancelForm = (view: PortalPageView, { id, cancelNote }: PortalSubscription): Html =>
  form({
    ...{ view, action: 'cancel', hidden: { subscription: id } },
    body: html`<p class="then">${cancelNote}</p>${
      view.reasons &&
      html`<div class="field"><label for="feedback-${id}">Why do you cancel? <span class="optional">optional</span></label><select id="feedback-${id}" name="feedback"><option value="">–</option>${view.reasons.map(
        ({ value, label }) => html`<option value="${value}">${label}</option>`
      )}</select></div>`
    }${button('Cancel subscription', 'plain danger')}`,
  })

const planForm = (view: PortalPageView, { id, plans, quantity }: PortalSubscription): Html =>
  form({
    ...{ view, action: 'change', hidden: { subscription: id } },
    body: html`<div class="pair"><div class="field"><label for="price-${id}">Plan</label><select id="price-${id}" name="price">${plans.map(
      ({ value, label, isCurrent }) => html`<option value="${value}"${isCurrent && html` selected`}>${label}</option>`
    )}</select></div><div class="field"><label for="quantity-${id}">Quantity</label><input id="quantity-${id}" name="quantity" type="number" min="1" max="999" value="${quantity}"></div></div>${button('Change plan')}`,
  })

const choices = (view: PortalPageView, entry: PortalSubscription): Html[] => {
  const { flow } = view
  const hidden = { subscription: entry.id }
  const shows = (part: string): boolean => !flow || flow.shows === part
  return [
    ...(entry.isEnding && !flow ? [form({ view, action: 'keep', body: button('Keep subscription'), hidden })] : []),
    ...(entry.plans.length > 0 && shows('change')
      ? [flow ? planForm(view, entry) : disclosure('Change plan or quantity', planForm(view, entry))]
      : []),
    ...(entry.canCancel && shows('cancel')
      ? [flow ? cancelForm(view, entry) : disclosure('Cancel', cancelForm(view, entry))]
      : []),
  ]
}

const confirmForm = (view: PortalPageView, confirm: string, { id }: PortalSubscription): Html =>
  form({
    ...{ view, action: 'change', hidden: { subscription: id } },
    body: html`<p class="then">${confirm}</p>${button('Confirm', 'submit')}`,
  })

const subscription = (view: PortalPageView, entry: PortalSubscription): Html =>
  html`<div class="item"><h3>${entry.name}</h3><p class="label">${entry.price} · ${entry.state}</p>${
    view.flow?.confirm ? confirmForm(view, view.flow.confirm, entry) : choices(view, entry)
  }</div>`

const subscriptions = (view: PortalPageView): Html =>
  html`<section aria-label="Subscriptions"><h2>Subscriptions</h2>${view.subscriptions.map((entry) => subscription(view, entry))}${
    view.subscriptions.length === 0 && html`<p class="label">You have no subscription.</p>`
  }</section>`

const cardForm = (view: PortalPageView): Html =>
  form({
    ...{ view, action: 'card', id: CARD_FORM },
    body: html`${!view.livemode && html`${testCards}${testCardNote}`}${cardFields(view.error)}${submitButton('Save card')}
<p class="small">${view.business} will charge this card for what comes next. Nothing is charged today.</p>`,
  })

const methods = (view: PortalPageView): Html =>
  html`<section aria-label="Payment methods"><h2>Payment methods</h2>${
    !view.flow &&
    view.methods.map(
      ({ id, label, isDefault }) =>
        html`<div class="item row"><span>${label}${isDefault && html` <em>charged</em>`}</span>${
          !isDefault && [
            form({ view, action: 'use', body: button('Charge this one', 'plain', label), hidden: { method: id } }),
            form({ view, action: 'remove', body: button('Remove', 'plain', label), hidden: { method: id } }),
          ]
        }</div>`
    )
  }${view.flow ? cardForm(view) : disclosure('Add a card', cardForm(view), view.error?.field !== undefined)}</section>`

const AUTOCOMPLETE: Readonly<Record<string, string>> = { phone: 'tel' }

const details = (view: PortalPageView): Html =>
  html`<section aria-label="Your details"><h2>Your details</h2>${form({
    ...{ view, action: 'details' },
    body: html`${view.details.map(({ name, label, value }) =>
      fieldRow({
        ...{ name, label, value, type: name === 'email' ? 'email' : 'text', isOptional: 'all' },
        autocomplete: AUTOCOMPLETE[name] ?? name,
      })
    )}${button('Save')}`,
  })}</section>`

const invoices = ({ invoices: list }: PortalPageView): Html =>
  html`<section aria-label="Invoices"><h2>Invoices</h2><ul class="lines">${list.map(
    ({ date, number, amount, state, url }) =>
      html`<li><strong>${safeUrl(url) ? html`<a href="${safeUrl(url)}">${number}</a>` : number}</strong><span class="amount">${amount}</span><p class="note">${date} · ${state}</p></li>`
  )}</ul></section>`

/** The page on which a customer looks after subscriptions, cards and invoices. Only the test cards need the script. */
export const renderPortalPage = (view: PortalPageView): string => {
  const { flow, livemode } = view
  const shows = (part: string): boolean => !flow || flow.shows === part
  const parts = [
    ...(shows('cancel') || shows('change') ? [subscriptions(view)] : []),
    ...(view.canChangeCard && shows('card') ? [methods(view)] : []),
    ...(view.details.length > 0 && shows('details') ? [details(view)] : []),
    ...(view.invoices.length > 0 && !flow ? [invoices(view)] : []),
  ]
  const body = html`<main class="portal">${shopName(view.business, backLink(safeUrl(view.returnUrl)))}
<h1>${view.title}</h1>
${view.notice && html`<p class="notice" role="status">${view.notice}</p>`}${banner(view.error)}${parts}</main>`
  const isScripted = view.canChangeCard && shows('card')
  return renderDocument({
    ...{ title: `${view.business} · ${view.title}`, livemode, body },
    ...(isScripted && { script: PAYMENT_SCRIPT }),
  })
}
