import { z } from '@botpress/sdk'
import { withSold } from '../binding'
import { withPrice } from '../catalogue/index'
import { defineAction } from '../define/action'
import { lineItem, linkBinding, linkInput, linkOutput, offerOf } from '../define/link'

export const createPaymentLink = defineAction({
  title: 'Create payment link',
  description:
    "Creates a link to a Stripe page where a customer pays once for a product. Give the product's exact name, and an amount unless the product already has a price.",
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
  ],
  async handler(input, tools) {
    const binding = linkBinding(input, tools.botId)
    const { metadata } = binding
    const { id, url } = await withPrice(offerOf(input), tools, (price) =>
      tools.stripe.paymentLinks.create({
        line_items: [lineItem(price, input)],
        ...binding,
        // Metadata of the link does not reach the payment.
        payment_intent_data: { metadata: withSold(metadata, [price]) },
      })
    )
    await tools.sales.remember(input, { kind: 'link', id })
    return { id, url }
  },
})
