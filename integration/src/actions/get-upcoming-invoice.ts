import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { invalidInput } from '../errors'
import { type Owner, ownerOrCustomerInput } from '../identity/index'
import { refusalOf } from '../invoices/refusals'
import { previewSchema, toPreview } from '../models/preview'
import { checkLocale, localeInput } from '../money/input'

export const getUpcomingInvoice = defineAction({
  title: 'Get upcoming invoice',
  description:
    'Tells what a customer will be charged next, and when: for one subscription, or the next one of all. Use it when the customer asks what the next payment will be. It changes nothing. For what a change of a subscription would cost, use previewSubscriptionChange; for invoices that exist, listInvoices.',
  input: z.object({
    subscriptionId: idInput(
      'Subscription ID',
      'sub_',
      'The subscription, as listSubscriptions returns it. Default: whichever is charged next'
    ).optional(),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({
    isPlanned: z
      .boolean()
      .title('Planned')
      .describe('False when nothing will be charged, for example after a cancellation'),
    invoice: previewSchema.optional().title('Invoice').describe('What will be charged, when anything is'),
    ...rawOutput,
  }),
  examples: [
    { title: 'What a chat user pays next', input: { userId: 'user_of_the_chat' } },
    {
      title: 'Of one subscription',
      input: { subscriptionId: 'sub_1ExampleOfAPlan', userId: 'user_of_the_chat' },
    },
  ],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const { customerId } = owner
    // Who is no customer yet pays nothing. A subscription is somebody else's then.
    if (customerId === undefined && !owner.isAnyone && !input.subscriptionId) return { isPlanned: false }
    const invoice = await preview(whose(input, owner), stripe)
    if (!invoice) {
      if (input.subscriptionId) owner.check(await stripe.subscriptions.retrieve(input.subscriptionId), 'subscriptionId')
      return { isPlanned: false }
    }
    owner.check(invoice, 'subscriptionId')
    return { isPlanned: true, invoice: toPreview(invoice, locale), ...rawOf(input, invoice) }
  },
})

/** A subscription by itself: whose it is, the preview says. */
const whose = ({ subscriptionId }: { subscriptionId?: string | undefined }, owner: Owner) => {
  if (subscriptionId !== undefined) return { subscription: subscriptionId }
  if (owner.customerId !== undefined) return { customer: owner.customerId }
  throw invalidInput('customerId', 'is required, or a subscriptionId: say whose.')
}

/** Undefined when no invoice will follow. */
const preview = async (
  params: Stripe.InvoiceCreatePreviewParams,
  stripe: Stripe
): Promise<Stripe.Invoice | undefined> => {
  try {
    return await stripe.invoices.createPreview(params)
  } catch (error) {
    if (refusalOf(error).code === 'invoice_upcoming_none') return undefined
    throw error
  }
}
