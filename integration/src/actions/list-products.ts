import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { cursorAfter, pageOutput, readPage, shortPageInput } from '../define/page'
import { defaultPriceId, PRODUCT_EXPAND, productCardSchema, toProductCard } from '../models/product'
import { checkLocale, localeInput } from '../money/input'

/** Stripe's largest page. */
const WHOLE_PAGE = 100

/** @see docs.stripe.com/api/products/list */
const EXPAND = PRODUCT_EXPAND.map((field) => `data.${field}`)

export const listProducts = defineAction({
  title: 'List products',
  description:
    'Lists what the shop sells: active products with their default price, the newest first, each with a card for a carousel. Use it when the customer asks what there is, or what something costs, and before an action that needs a priceId. For all prices of one product use getProduct. Only what the configuration lets the bot sell is shown.',
  input: z.object({
    productIds: z
      .array(z.string().min(1).max(255))
      .min(1)
      .max(WHOLE_PAGE)
      .optional()
      .title('Product IDs')
      .describe('Only these products, all of them in one page'),
    buttonLabel: z
      .string()
      .min(1)
      .max(20)
      .optional()
      .title('Button label')
      .placeholder('Choose')
      .describe("What the button of a card says. Pressed, it sends the price's ID to the bot. Default Choose"),
    ...localeInput,
    ...shortPageInput,
  }),
  output: z.object({
    products: z.array(productCardSchema).title('Products').describe('The products, the newest first'),
    ...pageOutput,
  }),
  examples: [
    { title: 'The first products', input: {} },
    { title: 'Three cards in German', input: { limit: 3, locale: 'de', buttonLabel: 'Auswählen' } },
  ],
  async handler(input, { stripe, guardrails }) {
    const locale = checkLocale(input.locale)
    const { productIds: ids, buttonLabel = 'Choose' } = input
    const isShown = (product: Stripe.Product) =>
      guardrails.isListed({ productId: product.id, productName: product.name, priceId: defaultPriceId(product) })
    const page = await readPage('listProducts', { ids }, input, async ({ limit, cursor }) => {
      // Stripe does not know the list of what may be sold: a whole page is read and looked through.
      const size = ids || guardrails.hasList ? WHOLE_PAGE : limit
      // Stripe takes no cursor with IDs.
      const list = await stripe.products.list({
        ...{ active: true, limit: size, expand: EXPAND },
        ...(ids ? { ids } : cursor !== undefined && { starting_after: cursor }),
      })
      const shown = list.data.filter(isShown)
      if (ids || shown.length <= limit) return { items: shown, next: ids ? undefined : cursorAfter(list) }
      const items = shown.slice(0, limit)
      return { items, next: items.at(-1)?.id }
    })
    return {
      products: page.items.map((product) => toProductCard(product, buttonLabel, locale)),
      nextToken: page.nextToken,
    }
  },
})
