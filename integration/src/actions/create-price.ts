import { z } from '@botpress/sdk'
import { bindingInput, toMetadata } from '../binding'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { idempotencyInput } from '../define/idempotency'
import { newPrice, priceInput } from '../define/price'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { isRepeated, repeatedOutput } from '../define/repeated'
import { invalidInput } from '../errors'
import { priceFields, toPrice } from '../models/price'
import { checkLocale, localeInput } from '../money/input'

export const createPrice = defineAction({
  title: 'Create price',
  description:
    "Adds a price to a product of the shop's catalogue, paid once or again and again. For a bot of the shop's staff only. Use it to change a price too: make the new one the default, then archive the old one with archivePrice. Ask for the amount and the currency first.",
  input: z.object({
    productId: idInput('Product ID', 'prod_', 'The product, as listProducts returns it'),
    ...priceInput,
    nickname: z
      .string()
      .max(250)
      .optional()
      .title('Nickname')
      .describe("The shop's own name for it. Customers do not see it"),
    makeDefault: z
      .boolean()
      .optional()
      .title('Make default')
      .describe('Whether it becomes the price that is sold when nobody says which'),
    metadata: bindingInput.metadata.describe('Names and texts of your own for the price'),
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({
    ...priceFields,
    isDefault: z.boolean().title('Default').describe('Whether it was made the default of its product'),
    ...repeatedOutput,
    ...rawOutput,
  }),
  examples: [
    {
      title: '90.00 USD a year',
      input: { productId: 'prod_ExampleOfAProduct', amount: '90.00', interval: 'year', makeDefault: true },
    },
  ],
  once: true,
  async handler(input, { stripe, guardrails, botId }) {
    const locale = checkLocale(input.locale)
    guardrails.checkStaff()
    const price = newPrice(input, guardrails)
    if (!price) throw invalidInput('unit_amount', 'is required, or amount: how much is it?')
    const { productId, nickname, makeDefault } = input
    const made = await stripe.prices.create({
      ...{ product: productId, ...price, metadata: toMetadata({ metadata: input.metadata }, botId) },
      ...(nickname && { nickname }),
    })
    // Stripe has no parameter for it when a price is made.
    if (makeDefault) await stripe.products.update(productId, { default_price: made.id })
    return { ...toPrice(made, locale), isDefault: makeDefault === true, ...isRepeated(made), ...rawOf(input, made) }
  },
})
