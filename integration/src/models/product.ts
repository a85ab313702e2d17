import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { type MoneyOutput, moneySchema } from '../money/input'
import { toPriceInShort } from './recurrence'

const defaultPrice = {
  priceId: z
    .string()
    .optional()
    .title('Price ID')
    .describe('The price that is sold when nobody says which (price_…), when there is one'),
  price: moneySchema
    .optional()
    .title('Price')
    .describe('What one piece costs at that price; absent for tiers or an amount the customer chooses'),
  recurrence: z
    .string()
    .optional()
    .title('Recurrence')
    .describe('How often that price is charged: once, per month, every 3 months'),
}

/** A product as the actions return it, with its default price. */
export const productFields = {
  id: z.string().title('Product ID').describe('The ID of the product (prod_…, or one derived from its name)'),
  name: z.string().title('Name').describe('The name that customers see'),
  description: z.string().optional().title('Description').describe('What it is, when the shop described it'),
  images: z.array(z.string()).title('Images').describe('The addresses of its pictures'),
  active: z.boolean().title('Active').describe('Whether it can be sold; false: it is archived'),
  ...defaultPrice,
}

/** What has to be expanded so that a product is told with its default price in one call. */
export const PRODUCT_EXPAND = ['default_price']

/** The ID of the price that is sold when nobody says which. */
export const defaultPriceId = ({ default_price: price }: Stripe.Product): string | undefined =>
  typeof price === 'object' ? price?.id : price

interface DefaultPrice {
  priceId?: string
  price?: MoneyOutput
  recurrence?: string
}

const ofDefaultPrice = (product: Stripe.Product, locale: string): DefaultPrice => {
  const { default_price: own } = product
  // Not expanded where the answer to a request was lost and the product found again.
  if (typeof own !== 'object' || !own) return own ? { priceId: own } : {}
  const { priceId, price, recurrence } = toPriceInShort(own, locale)
  return { priceId, recurrence, ...(price && { price }) }
}

/** @param product with PRODUCT_EXPAND; `locale` as `checkLocale` returns it */
export const toProduct = (product: Stripe.Product, locale: string) => {
  const { id, name, description, images, active } = product
  return {
    ...{ id, name, images, active },
    ...(description && { description }),
    ...ofDefaultPrice(product, locale),
  }
}

const button = z.object({
  action: z.enum(['postback', 'url', 'say']).describe('What the button does: postback tells the bot its value'),
  label: z.string().describe('What the button says'),
  value: z.string().describe('The ID of the price, else of the product'),
})

/** A product in short, with a card that Botpress shows as it is: alone, or in the items of a carousel. */
export const productCardSchema = z.object({
  productId: z.string().describe('The ID of the product'),
  name: z.string().describe('The name that customers see'),
  description: z.string().optional().describe('What it is, when the shop described it'),
  ...defaultPrice,
  card: z
    .object({
      title: z.string().describe('The name'),
      subtitle: z.string().optional().describe('The price as people read it, and the beginning of the description'),
      imageUrl: z.string().optional().describe('The address of the first picture'),
      actions: z.array(button).describe('One button'),
    })
    .describe("A card of Botpress': an item of a carousel message"),
})

/** What messengers show of a subtitle. */
const LONGEST_SUBTITLE = 80

const shortened = (text: string): string => {
  const letters = [...text]
  return letters.length <= LONGEST_SUBTITLE
    ? text
    : `${letters
        .slice(0, LONGEST_SUBTITLE - 1)
        .join('')
        .trimEnd()}…`
}

/** @param product with PRODUCT_EXPAND; `label` what the card's button says */
export const toProductCard = (product: Stripe.Product, label: string, locale: string) => {
  const { id: productId, name, description, images, priceId, price, recurrence } = toProduct(product, locale)
  const cost = price && (recurrence === 'once' ? price.formatted : `${price.formatted} ${recurrence}`)
  const subtitle = [cost, description].filter(Boolean).join(' · ')
  const [imageUrl] = images
  return {
    ...{ productId, name },
    ...(description && { description }),
    ...{ ...(priceId && { priceId }), ...(price && { price }), ...(recurrence && { recurrence }) },
    card: {
      title: name,
      ...(subtitle && { subtitle: shortened(subtitle) }),
      ...(imageUrl && { imageUrl }),
      actions: [{ action: 'postback' as const, label, value: priceId ?? productId }],
    },
  }
}
