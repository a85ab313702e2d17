import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { cursorAfter, pageInput, pageOutput, readPage } from '../define/page'

const price = z.object({
  id: z.string().title('Price ID').describe('The ID of the price (price_…)'),
  unit_amount: z
    .number()
    .nullable()
    .title('Unit amount')
    .describe(
      "The price of one piece in the currency's smallest unit; null for tiers or an amount the customer chooses"
    ),
  currency: z.string().title('Currency').describe('Three-letter currency code in lower case'),
  recurring: z
    .object({})
    .passthrough()
    .nullable()
    .optional()
    .title('Recurring')
    .describe('The interval of a subscription price; null for a one-time price'),
})

type ProductPrices = { name: string; prices: Array<z.input<typeof price>> }

export const listProductPrices = defineAction({
  title: 'List product prices',
  description: 'Lists the active prices of the active products, grouped by product, the newest price first.',
  input: z.object(pageInput),
  output: z.object({
    products: z
      .record(z.object({ name: z.string(), prices: z.array(price) }))
      .title('Products')
      .describe('By the ID of the product: its name and its active prices'),
    ...pageOutput,
  }),
  examples: [{ title: 'The first prices', input: { limit: 20 } }],
  async handler(input, { stripe }) {
    const page = await readPage('listProductPrices', {}, input, async ({ limit, cursor }) => {
      const prices = await stripe.prices.list({ active: true, limit, starting_after: cursor, expand: ['data.product'] })
      return { items: prices.data, next: cursorAfter(prices) }
    })
    return { products: byProduct(page.items), nextToken: page.nextToken }
  },
})

const byProduct = (prices: Stripe.Price[]): Record<string, ProductPrices> => {
  const products = new Map<string, ProductPrices>()
  for (const { id, unit_amount, currency, recurring, product } of prices) {
    if (typeof product === 'string' || 'deleted' in product || !product.active) continue
    const entry = products.get(product.id) ?? { name: product.name, prices: [] }
    entry.prices.push({ id, unit_amount, currency, recurring: recurring && { ...recurring } })
    products.set(product.id, entry)
  }
  return Object.fromEntries(products)
}
