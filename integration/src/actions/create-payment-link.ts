import { z } from '@botpress/sdk'
import { withSold } from '../binding'
import { sell } from '../checkout/sell'
import { defineAction } from '../define/action'
import { linkInput, linkItems, linkOutput, linkParams } from '../define/link'

export const createPaymentLink = defineAction({
  title: 'Create payment link',
  description:
    "Creates a link to a Stripe page where a customer pays once for a product, or for several (items). Give the product's exact name, and an amount unless the product already has a price. Use it for an address that stays or that many people can use; for one customer and one purchase, createCheckoutSession is better.",
  input: z.object(linkInput),
  output: z.object(linkOutput),
  examples: [
    { title: 'A T-shirt for 19.99 USD', input: { productName: 'T-Shirt', unit_amount: 1999 } },
    {
      title: 'One to ten mugs for 12.50 EUR each',
      input: {
        productName: 'Mug',
        unit_amount: 1250,
        currency: 'eur',
        adjustableQuantity: true,
        adjustableQuantityMaximum: 10,
      },
    },
    {
      title: 'A T-shirt and two mugs, with a field for a promotion code',
      input: {
        items: [
          { productName: 'T-Shirt', amount: '19.99' },
          { productName: 'Mug', amount: '12.50', quantity: 2 },
        ],
        ...{ allowPromotionCodes: true, confirmationMessage: 'Thank you! We send it tomorrow.' },
      },
    },
  ],
  async handler(input, tools) {
    const params = linkParams(input, tools.botId)
    const { id, url } = await sell(linkItems(input), tools, (lines) => {
      const prices = lines.map(({ price }) => price)
      return tools.stripe.paymentLinks.create({
        line_items: lines,
        ...params,
        // Metadata of the link does not reach the payment.
        payment_intent_data: { metadata: withSold(params.metadata, prices) },
      })
    })
    await tools.sales.remember(input, { kind: 'link', id })
    await tools.links.remember({ id, url })
    return { id, url }
  },
})
