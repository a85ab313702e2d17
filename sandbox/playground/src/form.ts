import { html } from 'hono/html'
import type { PlaygroundAction } from './deps'
import { type Field, fieldsOf } from './form-model'

type Markup = ReturnType<typeof html>

const defaultText = (field: Field): string => {
  if (field.default === undefined) return ''
  return field.control === 'json' ? JSON.stringify(field.default) : String(field.default)
}

/** What every control has: the browser script builds the input from these. */
const common = (field: Field, id: string): Markup =>
  html`id="${id}" name="${field.name}" data-control="${field.control}" data-default="${defaultText(field)}" aria-describedby="${id}-help ${id}-error"${
    field.isRequired && html` data-required`
  }${field.isRequired && field.control !== 'checkbox' && html` required`}`

const select = (field: Field, id: string): Markup => {
  const needsEmpty = field.default === undefined
  const options = (field.options ?? []).map(
    (option) => html`<option${option === field.default && html` selected`}>${option}</option>`
  )
  return html`<select ${common(field, id)}>${needsEmpty && html`<option value="">–</option>`}${options}</select>`
}

const input = (field: Field, id: string): Markup => {
  const isNumber = field.control === 'number'
  return html`<input ${common(field, id)} type="${field.control}" value="${defaultText(field)}" autocomplete="off" spellcheck="false"${
    field.placeholder && html` placeholder="${field.placeholder}"`
  }${isNumber && html` step="${field.isWhole ? '1' : 'any'}"`}${
    isNumber && field.minimum !== undefined && html` min="${field.minimum}"`
  }${isNumber && field.maximum !== undefined && html` max="${field.maximum}"`}${
    !isNumber && field.maxLength !== undefined && html` maxlength="${field.maxLength}"`
  }>`
}

const textarea = (field: Field, id: string): Markup => {
  const hint = field.placeholder ?? (field.control === 'json' ? 'JSON' : '')
  return html`<textarea ${common(field, id)} rows="2" spellcheck="false" placeholder="${hint}">${defaultText(field)}</textarea>`
}

const control = (field: Field, id: string): Markup => {
  if (field.control === 'select') return select(field, id)
  if (field.control === 'textarea' || field.control === 'json') return textarea(field, id)
  return input(field, id)
}

const isWide = ({ control }: Field): boolean => control === 'json'

const row = (field: Field, action: string): Markup => {
  const id = `${action}-${field.name}`
  const notes = html`<p class="help" id="${id}-help">${field.description}</p><p class="wrong" id="${id}-error" role="alert"></p>`
  if (field.control === 'checkbox') {
    return html`<div class="field"><label class="check"><input ${common(field, id)} type="checkbox"${
      field.default === true && html` checked`
    }> ${field.title}</label>${notes}</div>`
  }
  const required = field.isRequired && html` <span class="required">required</span>`
  return html`<div class="field${isWide(field) && ' wide'}"><label for="${id}">${field.title}${required}</label>${control(field, id)}${notes}</div>`
}

const example = ({ title, input }: PlaygroundAction['examples'][number]): Markup =>
  html`<button type="button" class="chip" data-example="${JSON.stringify(input)}">${title}</button>`

/** An action with its form, closed until it is chosen. */
export const actionPanel = (action: PlaygroundAction, isOpen: boolean): Markup => {
  const fields = fieldsOf(action.inputSchema)
  const heading = html`<summary><span><span class="title">${action.title}</span> <code>${action.name}</code></span></summary>`
  return html`<details class="action" name="action" id="${action.name}"${isOpen && html` open`}>${heading}
<form data-action="${action.name}" autocomplete="off"><p class="about">${action.description}</p>
${action.examples.length > 0 && html`<div class="examples" role="group" aria-label="Examples"><span>Fill in an example:</span>${action.examples.map(example)}</div>`}
<div class="fields">${fields.map((field) => row(field, action.name))}</div>
<div class="buttons"><button type="submit" class="run">Run</button><button type="reset" class="quiet">Empty the form</button><button type="button" class="quiet" data-copy>Copy as curl</button></div>
<div class="result" role="status" aria-live="polite"></div></form></details>`
}
