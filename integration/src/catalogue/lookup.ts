import type { Tools } from '../define/tools'
import { IntegrationError } from '../errors'
import { rememberPrice } from '../invoices/prices'

/** Stripe's most keys of one look. @see docs.stripe.com/api/prices/list (lookup_keys) */
const MOST_KEYS = 10

/**
 * The active prices that carry these lookup keys now. A key is the shop's way to change a price, so it is looked up each
 * time: one call for ten keys.
 * @param wanted the keys, by the field that names each
 * @throws {IntegrationError} price_not_found naming the field
 */
export const pricesByKey = async (
  wanted: ReadonlyMap<string, string>,
  tools: Pick<Tools, 'stripe' | 'known'>
): Promise<ReadonlyMap<string, string>> => {
  const keys = [...new Set(wanted.values())]
  const found = new Map<string, string>()
  for (let start = 0; start < keys.length; start += MOST_KEYS) {
    const { data } = await tools.stripe.prices.list({
      ...{ lookup_keys: keys.slice(start, start + MOST_KEYS), active: true, limit: MOST_KEYS },
      expand: ['data.product'],
    })
    for (const price of data) {
      rememberPrice(price, tools)
      if (price.lookup_key) found.set(price.lookup_key, price.id)
    }
  }
  for (const [field, key] of wanted) if (!found.has(key)) throw noSuchKey(field, key)
  return found
}

const noSuchKey = (field: string, key: string): IntegrationError =>
  new IntegrationError(
    'price_not_found',
    `${field}: no active price has the lookup key "${key}". Set it on a price in the Stripe Dashboard, or check its spelling.`,
    { field }
  )
