import type { RJSFSchema, ValidatorType } from '@rjsf/utils'

/**
 * A validator that lets everything pass. The usual one compiles schemas with `new Function`, which the page's
 * content security policy forbids; and it would be a second opinion: what counts is what the integration refuses, and
 * its words are shown at the fields. The browser itself checks what is required, and numbers.
 */
export const serverValidator: ValidatorType<Record<string, unknown>, RJSFSchema> = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  // Only asked for schemas with alternatives, which no action has.
  isValid: () => true,
  rawValidation: () => ({ errors: [] }),
  reset: () => {},
}
