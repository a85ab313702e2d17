import { type Html, html } from './html'

/** A labelled input. A field without a `type` is part of a card: digits, never given a value. */
export interface FieldRow {
  name: string
  label: string
  type?: 'email' | 'text'
  autocomplete: string
  placeholder: string
  value?: string
  maxLength?: number
  isReadOnly?: boolean
  isOptional?: boolean
  error?: string
}

/** The label, the input and the place of its error, which assistive technology announces when it is filled. */
export const fieldRow = (field: FieldRow): Html => {
  const { name, type, error } = field
  const errorId = `${name}-error`
  return html`<div class="field"><label for="${name}">${field.label}</label>
<input id="${name}" name="${name}" type="${type ?? 'text'}" autocomplete="${field.autocomplete}" placeholder="${field.placeholder}" aria-describedby="${errorId}" spellcheck="false"${
    type ? html` value="${field.value ?? ''}"` : html` inputmode="numeric"`
  }${field.maxLength !== undefined && html` maxlength="${field.maxLength}"`}${field.isReadOnly && html` readonly`}${
    !field.isOptional && html` required`
  }${error && html` aria-invalid="true"`}>
<p class="error" id="${errorId}" role="alert">${error}</p></div>`
}
