import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { IntegrationError } from '../errors'
import { priceFields, toPrice } from '../models/price'
import { checkLocale, localeInput } from '../money/input'

export const archivePrice = defineAction({
  title: 'Archive price',
  description:
    "Takes a price out of the shop's catalogue: nothing new is sold at it. For a bot of the shop's staff only. Subscriptions at this price go on. The default price of a product cannot be archived: give the product another default first (createPrice, updateProduct), or archive the product (archiveProduct). Archiving again changes nothing.",
  input: z.object({
    priceId: idInput('Price ID', 'price_', 'The price, as getProduct returns it'),
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...priceFields, ...rawOutput }),
  examples: [{ title: 'An old price', input: { priceId: 'price_1ExampleOfAPrice' } }],
  async handler(input, { stripe, guardrails }) {
    const locale = checkLocale(input.locale)
    guardrails.checkStaff()
    const price = await stripe.prices.update(input.priceId, { active: false }).catch((error) => {
      throw explained(error)
    })
    return { ...toPrice(price, locale), ...rawOf(input, price) }
  },
})

/** Stripe has no code for it, only a sentence. */
const explained = (error: unknown): unknown => {
  if (!(error instanceof Error) || !/default price/i.test(error.message)) return error
  return new IntegrationError(
    'invalid_input',
    'priceId: is the default price of its product. Give the product another default first (createPrice with makeDefault, or updateProduct), or archive the whole product with archiveProduct.',
    { field: 'priceId', cause: error }
  )
}
