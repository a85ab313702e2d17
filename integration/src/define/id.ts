import { z } from '@botpress/sdk'

/** IDs go into the path of a request: letters, digits, `_` and `-` only, so that no text can reach another path. */
const ID = /^[A-Za-z0-9_-]+$/

/**
 * An input that is the ID of a Stripe object.
 * @param prefix how such IDs begin, shown in the form. It is not enforced: IDs may be imported from elsewhere.
 */
export const idInput = (title: string, prefix: string, description: string) =>
  z.string().min(1).max(255).regex(ID).title(title).placeholder(`${prefix}…`).describe(description)
