import { fieldRow } from './fields'
import { type Html, html, safeUrl } from './html'
import { renderDocument } from './layout'
import { shopName } from './parts'
import type { PortalPageView, PortalSubscription } from './portal-view'

const form = (view: PortalPageView, action: string, body: Html | Html[], hidden: Record<string, string> = {}): Html =>
  html`<form method="post" action="${view.action}"><input type="hidden" name="action" value="${action}">${Object.entries(
    hidden
  ).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${body}</form>`

const button = (label: string): Html => html`<button class="plain" type="submit">${label}</button>`

const cancelForm = (view: PortalPageView, { id }: PortalSubscription): Html =>
  form(
    view,
    'cancel',
    html`${
      view.reasons &&
      html`<div class="field"><label for="feedback-${id}">Why do you cancel?</label><select id="feedback-${id}" name="feedback"><option value="">–</option>${view.reasons.map(
        ({ value, label }) => html`<option value="${value}">${label}</option>`
      )}</select></div>`
    }${button('Cancel subscription')}`,
    { subscription: id }
  )

const planForm = (view: PortalPageView, { id, plans, quantity }: PortalSubscription): Html =>
  form(
    view,
    'change',
    html`<div class="pair"><div class="field"><label for="price-${id}">Plan</label><select id="price-${id}" name="price">${plans.map(
      ({ value, label, isCurrent }) => html`<option value="${value}"${isCurrent && html` selected`}>${label}</option>`
    )}</select></div><div class="field"><label for="quantity-${id}">Quantity</label><input id="quantity-${id}" name="quantity" type="number" min="1" max="999" value="${quantity}"></div></div>${button('Change plan')}`,
    { subscription: id }
  )

const subscription = (view: PortalPageView, entry: PortalSubscription): Html => {
  const { flow } = view
  const confirmed =
    flow?.confirm &&
    form(view, 'change', html`<p class="then">${flow.confirm}</p>${button('Confirm')}`, { subscription: entry.id })
  return html`<div class="item"><h3>${entry.name}</h3><p class="label">${entry.price} · ${entry.state}</p>${
    confirmed || [
      ...(entry.plans.length > 0 && (!flow || flow.shows === 'change') ? [planForm(view, entry)] : []),
      ...(entry.isEnding && !flow ? [form(view, 'keep', button('Keep subscription'), { subscription: entry.id })] : []),
      ...(entry.canCancel && (!flow || flow.shows === 'cancel') ? [cancelForm(view, entry)] : []),
    ]
  }</div>`
}

const cardForm = (view: PortalPageView): Html => {
  const errorOf = (name: string): string => (view.error?.field === name ? view.error.message : '')
  const digits = (name: string, label: string, autocomplete: string, placeholder: string, maxLength: number) =>
    fieldRow({ name, label, autocomplete, placeholder, maxLength, error: errorOf(name) })
  return form(view, 'card', [
    digits('number', 'Card number', 'cc-number', '1234 1234 1234 1234', 23),
    html`<div class="pair">${digits('expiry', 'Expiry', 'cc-exp', 'MM / YY', 7)}${digits('cvc', 'Security code', 'cc-csc', 'CVC', 4)}</div>`,
    html`${!view.livemode && html`<p class="note">Test card: 4242 4242 4242 4242, any future date, any three digits.</p>`}`,
    html`<button class="submit" type="submit">Save card</button>`,
  ])
}

const methods = (view: PortalPageView): Html =>
  html`<section aria-label="Payment methods"><h2>Payment methods</h2>${
    !view.flow &&
    view.methods.map(
      ({ id, label, isDefault }) =>
        html`<div class="item row"><span>${label}${isDefault && html` <em>charged</em>`}</span>${
          !isDefault && [
            form(view, 'use', button('Charge this one'), { method: id }),
            form(view, 'remove', button('Remove'), { method: id }),
          ]
        }</div>`
    )
  }${view.flow ? cardForm(view) : html`<details${view.error?.field && html` open`}><summary>Add a card</summary>${cardForm(view)}</details>`}</section>`

const details = (view: PortalPageView): Html =>
  html`<section aria-label="Your details"><h2>Your details</h2>${form(view, 'details', [
    ...view.details.map(({ name, label, value }) =>
      fieldRow({
        name,
        label,
        type: 'text',
        autocomplete: name === 'phone' ? 'tel' : name,
        placeholder: '',
        value,
        isOptional: true,
      })
    ),
    button('Save'),
  ])}</section>`

const invoices = ({ invoices: list }: PortalPageView): Html =>
  html`<section aria-label="Invoices"><h2>Invoices</h2><ul class="lines">${list.map(
    ({ date, number, amount, state, url }) =>
      html`<li><strong>${safeUrl(url) ? html`<a href="${safeUrl(url)}">${number}</a>` : number}</strong><span class="amount">${amount}</span><p class="note">${date} · ${state}</p></li>`
  )}</ul></section>`

/** The page on which a customer looks after subscriptions, cards and invoices. Needs no script. */
export const renderPortalPage = (view: PortalPageView): string => {
  const { flow, error } = view
  const back = safeUrl(view.returnUrl)
  const shows = (part: string): boolean => !flow || flow.shows === part
  const parts = [
    ...(shows('cancel') || shows('change')
      ? [
          html`<section aria-label="Subscriptions"><h2>Subscriptions</h2>${view.subscriptions.map((entry) => subscription(view, entry))}${view.subscriptions.length === 0 && html`<p class="label">There are none.</p>`}</section>`,
        ]
      : []),
    ...(view.canChangeCard && shows('card') ? [methods(view)] : []),
    ...(view.details.length > 0 && shows('details') ? [details(view)] : []),
    ...(view.invoices.length > 0 && !flow ? [invoices(view)] : []),
  ]
  const body = html`<body>${!view.livemode && html`<p class="ribbon">Sandbox – no real card is charged</p>`}
<main class="portal">${shopName(view.business, back ? html`<a class="back" href="${back}">Return</a>` : undefined)}
<h1>${view.title}</h1>
${error && !error.field && html`<p class="banner" role="alert">${error.message}</p>`}${parts}</main></body>`
  return renderDocument({ title: `${view.business} · ${view.title}`, body })
}
