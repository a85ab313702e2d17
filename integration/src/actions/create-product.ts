import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { bindingInput, toMetadata } from '../binding'
import { productIdFor } from '../catalogue/offer'
import { defineAction } from '../define/action'
import { idempotencyInput } from '../define/idempotency'
import { newPrice, priceInput } from '../define/price'
import { productDetails } from '../define/product'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { isRepeated, repeatedOutput } from '../define/repeated'
import { type IntegrationError, invalidInput } from '../errors'
import { PRODUCT_EXPAND, productFields, toProduct } from '../models/product'
import { checkLocale, localeInput } from '../money/input'

export const createProduct = defineAction({
  title: 'Create product',
  description:
    "Adds a product to the shop's catalogue, with a price when an amount is given. For a bot of the shop's staff only. Ask for the name and the price first, and see with listProducts whether it is there already. Not for selling: createPaymentLink and createCheckoutSession make the products they need.",
  input: z.object({
    ...productDetails,
    name: productDetails.name.describe('The name that customers see; createPaymentLink finds the product by it'),
    ...priceInput,
    metadata: bindingInput.metadata.describe('Names and texts of your own for the product'),
    ...localeInput,
    ...rawInput,
    ...idempotencyInput,
  }),
  output: z.object({ ...productFields, ...repeatedOutput, ...rawOutput }),
  examples: [
    { title: 'A mug for 12.50 EUR', input: { name: 'Mug with a cat', amount: '12.50', currency: 'eur' } },
    {
      title: 'A tea club for 9.00 USD a month',
      input: { name: 'Tea club', description: 'Leaves each month', amount: '9.00', interval: 'month' },
    },
  ],
  once: true,
  async handler(input, { stripe, guardrails, botId }) {
    const locale = checkLocale(input.locale)
    guardrails.checkStaff()
    const name = input.name.trim()
    if (name === '') throw invalidInput('name', 'must not be blank.')
    const price = newPrice(input, guardrails)
    const params = {
      ...{ name, metadata: toMetadata({ metadata: input.metadata }, botId), expand: PRODUCT_EXPAND },
      ...(input.description && { description: input.description }),
      ...(input.images && { images: input.images }),
      ...(price && { default_price_data: price }),
    }
    const product = await createNamed(params, stripe)
    return { ...toProduct(product, locale), ...isRepeated(product), ...rawOf(input, product) }
  },
})

/** Tries in case people renamed products that carry our derived IDs. */
const RENAMED_PRODUCTS = 5

/** Under the ID by which createPaymentLink finds a product of this name without a search, which lags. */
const createNamed = async (params: Stripe.ProductCreateParams, stripe: Stripe) => {
  for (let attempt = 0; attempt < RENAMED_PRODUCTS; attempt++) {
    const id = productIdFor(params.name, attempt)
    try {
      return await stripe.products.create({ id, ...params })
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    const holder = await stripe.products.retrieve(id)
    if (holder.name === params.name) throw alreadyThere(holder)
  }
  return stripe.products.create(params)
}

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'resource_already_exists'

const alreadyThere = ({ id, name, active }: Stripe.Product): IntegrationError =>
  invalidInput(
    'name',
    active
      ? `there is a product named "${name}" already (${id}). Change it with updateProduct, add a price with createPrice, or use another name.`
      : `the product named "${name}" (${id}) is archived. Activate it again with updateProduct, or use another name.`
  )
