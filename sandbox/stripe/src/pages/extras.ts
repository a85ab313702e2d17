import { fieldRow } from './fields'
import { type Html, html } from './html'
import type { ExtraField, PaymentPageView } from './views'

const select = ({ name, label, options = [], autocomplete }: ExtraField, value: string, error: string): Html =>
  html`<div class="field"><label for="${name}">${label}</label>
<select id="${name}" name="${name}" autocomplete="${autocomplete ?? 'off'}"${error && html` aria-invalid="true"`}>${options.map(
    (option) =>
      html`<option value="${option.value}"${option.value === value && html` selected`}${option.amount !== undefined && html` data-amount="${option.amount}"`}>${option.label}</option>`
  )}</select><p class="error" role="alert">${error}</p></div>`

const checkbox = ({ name, label }: ExtraField, value: string, error: string): Html =>
  html`<div class="field check"><input id="${name}" name="${name}" type="checkbox" value="on"${value && html` checked`} required><label for="${name}">${label}</label>
<p class="error" role="alert">${error}</p></div>`

/** What a page asks besides the card. */
export const extraFields = ({ extras = [], values, error }: PaymentPageView): Html[] =>
  extras.map((field) => {
    const value = values?.extras?.[field.name] ?? field.value ?? ''
    const problem = error?.field === field.name ? error.message : ''
    if (field.kind === 'select') return select(field, value, problem)
    if (field.kind === 'checkbox') return checkbox(field, value, problem)
    return fieldRow({
      ...{ name: field.name, label: field.label, type: 'text', autocomplete: field.autocomplete ?? 'off' },
      ...{ placeholder: '', value, isOptional: field.isOptional ?? false, error: problem },
    })
  })

/** The promotion code, in a form of its own: it changes what is paid, and pays nothing. */
export const promotionForm = ({ promotion, action, error }: PaymentPageView): Html => {
  if (!promotion) return html``
  const problem = error?.field === 'promotion_code' ? error.message : ''
  return promotion.code === undefined
    ? html`<form class="promotion" method="post" action="${action}">
<label for="promotion_code">Promotion code</label>
<div><input id="promotion_code" name="promotion_code" autocomplete="off" spellcheck="false" maxlength="500" required${problem && html` aria-invalid="true"`}><button type="submit">Apply</button></div>
<p class="error" role="alert">${problem}</p></form>`
    : html`<form class="promotion" method="post" action="${action}">
<div><span>Promotion code <strong>${promotion.code}</strong></span><input type="hidden" name="promotion_code" value=""><button type="submit">Remove</button></div></form>`
}
