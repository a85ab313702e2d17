import { type Html, html } from './html'
import type { ExtraField } from './views'

/** A labelled input. A field without a `type` is part of a card: digits, never given a value. */
export interface FieldRow {
  name: string
  label: string
  type?: 'email' | 'tel' | 'text'
  autocomplete: string
  placeholder?: string
  value?: string | undefined
  maxLength?: number
  isReadOnly?: boolean
  /** Whether it may stay empty; the label says so unless all of a form's fields may. */
  isOptional?: boolean | 'all'
  /** What one click on a test card fills in, when it is empty. */
  example?: string | undefined
  error?: string
}

/** The place of a field's error, which assistive technology announces when it is filled. */
const errorOf = (name: string, error: string | undefined): Html =>
  html`<p class="error" id="${name}-error" role="alert">${error}</p>`

/** What ties a field to its error; the first one that is wrong has the focus, with or without the script. */
const tie = (name: string, error: string | undefined): Html =>
  html` aria-describedby="${name}-error"${error && html` aria-invalid="true" autofocus`}`

const optional = html` <span class="optional">optional</span>`

/** A labelled input with the place of its error. */
export const fieldRow = (field: FieldRow): Html => {
  const { name, type, error, isOptional, example } = field
  return html`<div class="field"><label for="${name}">${field.label}${isOptional === true && optional}</label>
<input id="${name}" name="${name}" type="${type ?? 'text'}" autocomplete="${field.autocomplete}" spellcheck="false"${
    field.placeholder && html` placeholder="${field.placeholder}"`
  }${type ? html` value="${field.value ?? ''}"` : html` inputmode="numeric"`}${
    field.maxLength !== undefined && html` maxlength="${field.maxLength}"`
  }${field.isReadOnly && html` readonly`}${!isOptional && html` required`}${
    example && html` data-example="${example}"`
  }${tie(name, error)}>
${errorOf(name, error)}</div>`
}

const REGIONS = new Intl.DisplayNames('en', { type: 'region' })

/** "Germany" for DE; anything that is no code of a region stays as it is. */
const labelOf = ({ autocomplete }: ExtraField, { label, value }: { label: string; value: string }): string =>
  autocomplete === 'country' && /^[A-Z]{2}$/.test(value) ? (REGIONS.of(value) ?? label) : label

const selectRow = (field: ExtraField, value: string, error: string): Html => {
  const { name, label, options = [], isOptional } = field
  return html`<div class="field"><label for="${name}">${label}${isOptional && optional}</label>
<select id="${name}" name="${name}" autocomplete="${completion(field)}"${!isOptional && html` required`}${tie(name, error)}>${
    isOptional && html`<option value="">–</option>`
  }${options.map(
    (option) =>
      html`<option value="${option.value}"${option.value === value && html` selected`}${
        option.amount !== undefined && html` data-amount="${option.amount}"`
      }>${labelOf(field, option)}</option>`
  )}</select>${errorOf(name, error)}</div>`
}

const checkRow = ({ name, label }: ExtraField, value: string, error: string): Html =>
  html`<div class="field check"><input id="${name}" name="${name}" type="checkbox" value="on"${value && html` checked`} required${tie(name, error)}><label for="${name}">${label}</label>
${errorOf(name, error)}</div>`

/** A browser knows two addresses: where something is sent, and whose card it is. */
const completion = ({ name, autocomplete }: ExtraField): string => {
  const section = /^(billing|shipping)_/.exec(name)?.[1]
  return autocomplete ? `${section ? `${section} ` : ''}${autocomplete}` : 'off'
}

/** Made-up answers for trying the page. */
const exampleOf = ({ name, isOptional }: ExtraField): string | undefined => {
  if (name === 'phone') return '+1 555 0100'
  if (isOptional) return undefined
  if (name.endsWith('_line1')) return '1 Example Street'
  if (name.endsWith('_postal_code')) return '12345'
  return name.endsWith('_city') ? 'Example City' : undefined
}

/** Something that a page asks besides the card. @param value what was entered before */
export const extraRow = (field: ExtraField, value: string, error: string): Html => {
  const { name, label, kind, isOptional } = field
  if (kind === 'select') return selectRow(field, value, error)
  if (kind === 'checkbox') return checkRow(field, value, error)
  return fieldRow({
    ...{ name, label, value, error, autocomplete: completion(field), example: exampleOf(field) },
    ...{ type: name === 'phone' ? 'tel' : 'text', isOptional: isOptional ?? false },
  })
}
