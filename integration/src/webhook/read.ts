/**
 * Reading the objects of events, which come in one of two versions and are never trusted to have a field.
 */
export type StripeObject = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is StripeObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a path, or undefined. */
export const at = (value: unknown, ...path: string[]): unknown => {
  let found = value
  for (const name of path) found = isObject(found) ? found[name] : undefined
  return found
}

export const textAt = (value: unknown, ...path: string[]): string | undefined => {
  const found = at(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

export const numberAt = (value: unknown, ...path: string[]): number | undefined => {
  const found = at(value, ...path)
  return typeof found === 'number' ? found : undefined
}

/** The ID at a path, whether the object there is expanded or not. */
export const idAt = (value: unknown, ...path: string[]): string | undefined =>
  textAt(value, ...path) ?? textAt(value, ...path, 'id')

/** The subscription of an invoice, and that subscription's metadata. @see docs.stripe.com/changelog (basil) */
export const subscriptionOf = (invoice: StripeObject) => ({
  id: idAt(invoice, 'parent', 'subscription_details', 'subscription') ?? idAt(invoice, 'subscription'),
  metadata:
    at(invoice, 'parent', 'subscription_details', 'metadata') ?? at(invoice, 'subscription_details', 'metadata'),
})
