import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { bindingInput, checkMetadata } from '../binding'
import { checkLink, type ReadLink, readLink, withQuantities } from '../checkout/link'
import { pageOptions } from '../checkout/page'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { afterCompletion, changedLinkOutput, limitedTo, linkSettings, toChangedLink } from '../define/link'
import { invalidInput } from '../errors'

/** Stripe's largest quantity of a line item. @see docs.stripe.com/api/payment-link/update */
const quantity = z.number().int().min(1).max(999_999)

export const updatePaymentLink = defineAction({
  title: 'Update payment link',
  description:
    'Changes a payment link: how many pieces it sells, where it leads, how often it can be paid. What it sells and for how much cannot be changed: create a new link for that. Pages that customers have open already keep what they were opened with. Only what is given changes.',
  input: z.object({
    paymentLinkId: idInput(
      'Payment link ID',
      'plink_',
      'The payment link, as createPaymentLink or findPaymentLink return it'
    ),
    quantity: quantity.optional().title('Quantity').describe('For a link that sells one thing: how many pieces'),
    quantities: z
      .array(
        z.object({
          priceId: idInput('Price ID', 'price_', 'The price, as listProductPrices returns it'),
          quantity: quantity.title('Quantity').describe('How many pieces'),
        })
      )
      .min(1)
      .max(20)
      .optional()
      .title('Quantities')
      .describe('For a link that sells several things: how many pieces of which price'),
    ...linkSettings,
    maxPayments: linkSettings.maxPayments.describe('How often the link can be paid before it switches itself off'),
    inactiveMessage: linkSettings.inactiveMessage.describe(
      'What the page says to customers who open the link when it is switched off. An empty text removes it'
    ),
    allowPromotionCodes: pageOptions.allowPromotionCodes,
    metadata: bindingInput.metadata.describe(
      'Names and texts of your own, on later payments too. Others stay; an empty text removes a name'
    ),
  }),
  output: z.object(changedLinkOutput),
  examples: [
    { title: 'Two pieces', input: { paymentLinkId: 'plink_1ExampleOfALink', quantity: 2 } },
    {
      title: 'Other words after the payment, and ten payments at most',
      input: { paymentLinkId: 'plink_1ExampleOfALink', confirmationMessage: 'See you on Saturday!', maxPayments: 10 },
    },
  ],
  async handler(input, tools) {
    const settings = settingsOf(input)
    const found = await readLink(input.paymentLinkId, tools.stripe)
    const params = { ...settings, ...metadataOf(input.metadata, found), ...quantitiesOf(input, found) }
    checkLimit(input.maxPayments, found)
    checkLink(withQuantities(found.lines, input.quantity, input.quantities), fieldOf(input), tools)
    return toChangedLink(await tools.stripe.paymentLinks.update(input.paymentLinkId, params))
  },
})

type Params = Stripe.PaymentLinkUpdateParams

interface Changes {
  quantity?: number | undefined
  quantities?: Array<{ priceId: string; quantity: number }> | undefined
  maxPayments?: number | undefined
  redirectUrl?: string | undefined
  confirmationMessage?: string | undefined
  inactiveMessage?: string | undefined
  allowPromotionCodes?: boolean | undefined
  metadata?: Record<string, string> | undefined
}

/** What can be said without having read the link. @throws {IntegrationError} invalid_input */
const settingsOf = (input: Changes): Params => {
  const { quantity, quantities, metadata } = input
  if (quantity !== undefined && quantities !== undefined) {
    throw invalidInput('quantities', 'cannot be given together with quantity. Leave one of them out.')
  }
  if (metadata) checkMetadata(metadata)
  const settings = {
    ...afterCompletion(input),
    ...(input.maxPayments !== undefined && limitedTo(input.maxPayments)),
    ...(input.inactiveMessage !== undefined && { inactive_message: input.inactiveMessage }),
    ...(input.allowPromotionCodes !== undefined && { allow_promotion_codes: input.allowPromotionCodes }),
  }
  if (Object.keys(settings).length === 0 && (quantity ?? quantities ?? metadata) === undefined) {
    throw invalidInput('quantity', 'give at least one thing to change.')
  }
  return settings
}

const fieldOf = ({ quantity, quantities }: Changes): string =>
  quantity !== undefined ? 'quantity' : quantities ? 'quantities' : 'paymentLinkId'

const quantitiesOf = (input: Changes, { lines }: ReadLink): Params => {
  const changed = withQuantities(lines, input.quantity, input.quantities).filter((line) => !lines.includes(line))
  return changed.length === 0
    ? {}
    : { line_items: changed.map(({ id, quantity }) => ({ id, quantity: quantity ?? 1 })) }
}

/** A link that was paid as often as it may be would switch itself off. */
const checkLimit = (limit: number | undefined, { payments }: ReadLink): void => {
  if (limit === undefined || limit > payments.made) return
  throw invalidInput('maxPayments', `is ${limit}, and the link was paid ${payments.made} times already.`)
}

/** All names of what a link leads to: Stripe replaces them as a whole there, also those that tie it to a conversation. */
const merged = (before: Record<string, string>, metadata: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries({ ...before, ...metadata }).filter(([, text]) => text !== ''))

/** Metadata of the link does not reach what it leads to: it is written there too. */
const metadataOf = (metadata: Record<string, string> | undefined, { link }: ReadLink): Params => {
  if (!metadata) return {}
  const { payment_intent_data: intent, subscription_data: subscription } = link
  return {
    metadata,
    ...(intent && { payment_intent_data: { ...kept(intent), metadata: merged(intent.metadata, metadata) } }),
    ...(subscription && { subscription_data: { metadata: merged(subscription.metadata, metadata) } }),
  }
}

type IntentData = NonNullable<Stripe.PaymentLink['payment_intent_data']>

/** What else was set for the payment, by people in the Dashboard perhaps. */
const kept = ({ description, statement_descriptor, statement_descriptor_suffix }: IntentData) => ({
  ...(description !== null && { description }),
  ...(statement_descriptor !== null && { statement_descriptor }),
  ...(statement_descriptor_suffix !== null && { statement_descriptor_suffix }),
})
