import { z } from '@botpress/sdk'

/** IDs go into the path of a request: letters, digits, `_` and `-` only, so that no text can reach another path. */
const ID = /^[A-Za-z0-9_-]+$/

/**
 * An input that is the ID of a Stripe object.
 * @param prefix how such IDs begin, shown in the form. It is not enforced: IDs may be imported from elsewhere.
 */
export const idInput = (title: string, prefix: string, description: string) =>
  z.string().min(1).max(255).regex(ID).title(title).placeholder(`${prefix}…`).describe(description)

/** An input that is the address of a page the customer is sent to. Stripe checks the rest of it. */
export const httpsInput = (title: string, description: string) =>
  z
    .string()
    .max(2000)
    .regex(/^https?:\/\/[^\s]+$/)
    .optional()
    .title(title)
    .placeholder('https://example.com/…')
    .describe(description)
