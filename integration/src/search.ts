/**
 * Stripe's search language, written safely.
 * @see docs.stripe.com/search (quotes and backslashes are escaped by a backslash; `~` needs three characters)
 */

const SUBSTRING_MINIMUM = 3

/** Text as a quoted value of a search query. Nothing a person can type can end the quotes. */
export const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** A clause that matches part of a field, or the whole of it where the text is too short for Stripe's substring search. */
export const contains = (field: string, text: string): string =>
  `${field}${[...text].length < SUBSTRING_MINIMUM ? ':' : '~'}${quote(text)}`

/** A clause that matches the whole of a field, in any case. */
export const equals = (field: string, text: string): string => `${field}:${quote(text)}`

/** A clause that matches a name in the metadata. */
export const metadataEquals = (name: string, text: string): string => `metadata[${quote(name)}]:${quote(text)}`

/** All of the clauses. */
export const all = (...clauses: string[]): string => clauses.join(' AND ')

/** Any of the clauses. Stripe does not mix this with `all`. */
export const any = (...clauses: string[]): string => clauses.join(' OR ')
