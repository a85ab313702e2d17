import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { productPriceSchema, toProductPrice } from '../models/price'
import { defaultPriceId, productFields, toProduct } from '../models/product'
import { checkLocale, localeInput } from '../money/input'

const { priceId: _, price: __, recurrence: ___, ...ownFields } = productFields

export const getProduct = defineAction({
  title: 'Get product',
  description:
    'Tells all there is to know about one product, with each price it can be bought at. Use it when the customer asks about one product, or has to choose between monthly and yearly. To find its ID, use listProducts first.',
  input: z.object({
    productId: idInput('Product ID', 'prod_', 'The product, as listProducts returns it'),
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({
    ...ownFields,
    prices: z
      .array(productPriceSchema)
      .title('Prices')
      .describe('Its active prices: the default first, then the newest first'),
    ...rawOutput,
  }),
  examples: [{ title: 'One product', input: { productId: 'prod_ExampleOfAProduct' } }],
  async handler(input, { stripe, guardrails }) {
    const locale = checkLocale(input.locale)
    const { productId } = input
    const { data } = await stripe.prices.list({
      ...{ product: productId, active: true, limit: 100, expand: ['data.product'] },
    })
    const product = productOf(data) ?? (await stripe.products.retrieve(productId))
    const { id, name } = product
    const prices = data.filter((price) => guardrails.isListed({ priceId: price.id, productId: id, productName: name }))
    if (prices.length === 0) guardrails.checkSold({ productId: id, productName: name }, 'productId')
    const standard = defaultPriceId(product)
    const sorted = prices.toSorted((a, b) => Number(b.id === standard) - Number(a.id === standard))
    return {
      ...toProduct({ ...product, default_price: null }, locale),
      prices: sorted.map((price) => toProductPrice(price, standard, locale)),
      ...rawOf(input, product),
    }
  },
})

/** Prices bring their product along; one without any has to be asked for. */
const productOf = ([price]: Stripe.Price[]): Stripe.Product | undefined => {
  const product = price?.product
  return typeof product === 'object' && !('deleted' in product) ? product : undefined
}
