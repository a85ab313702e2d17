import { z } from '@botpress/sdk'
import { bindingInput, checkMetadata } from '../binding'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { productDetails } from '../define/product'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { IntegrationError, invalidInput } from '../errors'
import { PRODUCT_EXPAND, productFields, toProduct } from '../models/product'
import { checkLocale, localeInput } from '../money/input'

export const updateProduct = defineAction({
  title: 'Update product',
  description:
    "Changes a product of the shop's catalogue: its name, its texts, its pictures, which price is its default, and whether it is for sale. For a bot of the shop's staff only. What is left out stays as it is. A price cannot be changed: make another with createPrice.",
  input: z.object({
    productId: idInput('Product ID', 'prod_', 'The product, as listProducts returns it'),
    name: productDetails.name.optional().describe('The new name that customers see'),
    description: productDetails.description.describe('The new description; an empty text removes it'),
    images: productDetails.images.describe('The new pictures in place of all, https://…; an empty list removes them'),
    active: z
      .boolean()
      .optional()
      .title('Active')
      .describe('true: for sale again after archiveProduct. false: no longer for sale'),
    defaultPriceId: idInput(
      'Default price ID',
      'price_',
      'Which of its prices is sold when nobody says which (price_…)'
    ).optional(),
    metadata: bindingInput.metadata.describe('Names and texts of your own; an empty text removes its name'),
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...productFields, ...rawOutput }),
  examples: [
    { title: 'Another name', input: { productId: 'prod_ExampleOfAProduct', name: 'T-Shirt, organic cotton' } },
    { title: 'For sale again', input: { productId: 'prod_ExampleOfAProduct', active: true } },
  ],
  async handler(input, { stripe, guardrails }) {
    const locale = checkLocale(input.locale)
    guardrails.checkStaff()
    const { productId, description, images, active, defaultPriceId, metadata } = input
    const name = input.name?.trim()
    if (name === '') throw invalidInput('name', 'must not be blank.')
    if (metadata) checkMetadata(metadata)
    const changes = {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(images && { images: images.length > 0 ? images : ('' as const) }),
      ...(active !== undefined && { active }),
      ...(defaultPriceId !== undefined && { default_price: defaultPriceId }),
      ...(metadata && { metadata }),
    }
    if (Object.keys(changes).length === 0) {
      throw invalidInput('name', 'or another field that is to change is required: nothing was given.')
    }
    const product = await stripe.products.update(productId, { ...changes, expand: PRODUCT_EXPAND }).catch((error) => {
      throw explained(error)
    })
    return { ...toProduct(product, locale), ...rawOf(input, product) }
  },
})

const explained = (error: unknown): unknown => {
  if (!(error instanceof Error && 'param' in error && error.param === 'default_price')) return error
  if ('code' in error && error.code === 'resource_missing') return error
  return new IntegrationError(
    'invalid_input',
    'defaultPriceId: must be an active price of this product. getProduct lists them, createPrice makes one.',
    { field: 'defaultPriceId', cause: error }
  )
}
