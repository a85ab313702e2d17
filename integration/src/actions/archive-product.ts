import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { PRODUCT_EXPAND, productFields, toProduct } from '../models/product'
import { checkLocale, localeInput } from '../money/input'

export const archiveProduct = defineAction({
  title: 'Archive product',
  description:
    "Takes a product out of the shop: it is no longer listed and no longer for sale. For a bot of the shop's staff only. Subscriptions to it go on. updateProduct with active brings it back. Archiving again changes nothing.",
  input: z.object({
    productId: idInput('Product ID', 'prod_', 'The product, as listProducts returns it'),
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...productFields, ...rawOutput }),
  examples: [{ title: 'No longer for sale', input: { productId: 'prod_ExampleOfAProduct' } }],
  async handler(input, { stripe, guardrails }) {
    const locale = checkLocale(input.locale)
    guardrails.checkStaff()
    const product = await stripe.products.update(input.productId, { active: false, expand: PRODUCT_EXPAND })
    return { ...toProduct(product, locale), ...rawOf(input, product) }
  },
})
