import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import type { Tools } from '../define/tools'
import { IntegrationError } from '../errors'
import { refusalOf } from './refusals'

const known = z.object({
  currency: z.string(),
  /** In minor units, with decimals if the price has them; undefined for tiers or an amount the customer chooses. */
  amount: z.number().optional(),
  isRecurring: z.boolean(),
  active: z.boolean(),
  productId: z.string(),
  productName: z.string().optional(),
})

/** What matters of a price that is billed once. */
export type KnownPrice = z.output<typeof known>

const toKnown = ({ currency, unit_amount_decimal: amount, type, active, product }: Stripe.Price): KnownPrice => ({
  ...{ currency, isRecurring: type === 'recurring' },
  ...(amount !== null && { amount: Number(amount) }),
  ...(typeof product === 'string'
    ? { productId: product }
    : { productId: product.id, ...('name' in product && { productName: product.name }) }),
  active: active && (typeof product === 'string' || ('active' in product && product.active)),
})

const nameOf = (id: string): string => `price:${id}`

/**
 * A price by its ID. What it costs cannot be changed at Stripe, so it is remembered; whether it was archived meanwhile,
 * Stripe says itself. One call the first time.
 * @throws {IntegrationError} not_found naming the field
 */
export const knownPrice = async (
  id: string,
  field: string,
  { stripe, known: memory }: Pick<Tools, 'stripe' | 'known'>
): Promise<KnownPrice> => {
  const remembered = memory.get(nameOf(id))
  if (remembered !== undefined) return known.parse(JSON.parse(remembered))
  const price = await stripe.prices.retrieve(id, { expand: ['product'] }).catch((error) => {
    const { code, message } = refusalOf(error)
    if (code !== 'resource_missing') throw error
    throw new IntegrationError('not_found', `${field}: ${message}`, { field, stripeCode: code, cause: error })
  })
  return rememberPrice(price, { known: memory })
}

/** What matters of a price that was read, remembered. @param price with its product */
export const rememberPrice = (price: Stripe.Price, { known: memory }: Pick<Tools, 'known'>): KnownPrice => {
  const found = toKnown(price)
  // One that is archived may be activated any moment: then it is looked at again.
  if (found.active) memory.set(nameOf(price.id), JSON.stringify(found))
  return found
}
