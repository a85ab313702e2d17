import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { defineAction } from '../define/action'
import { httpsInput, idInput } from '../define/id'
import type { Tools } from '../define/tools'
import { IntegrationError, invalidInput } from '../errors'
import { type Owner, ownerOrCustomerInput } from '../identity/index'

/** Straight to one thing, as Stripe calls it. */
const FLOWS = {
  update_card: 'payment_method_update',
  cancel: 'subscription_cancel',
  change_plan: 'subscription_update',
} as const

export const createBillingPortalSession = defineAction({
  title: 'Create billing portal session',
  description:
    "Creates a link to Stripe's page where a customer manages what they pay for: cards, invoices, subscriptions. With goTo, straight to one thing. Use it when the customer wants to change their card: never take a card number in the chat. The link is for this customer only and is good for a short time: create it when it is asked for.",
  input: z.object({
    goTo: z
      .enum(['update_card', 'cancel', 'change_plan'])
      .optional()
      .title('Go to')
      .describe(
        'Straight to: update_card, cancel or change_plan (the last two need a subscription ID). Default: the overview'
      ),
    subscriptionId: idInput('Subscription ID', 'sub_', 'For cancel and change_plan: the subscription').optional(),
    returnUrl: httpsInput('Return URL', 'Where the customer goes when they are done'),
    ...ownerOrCustomerInput,
  }),
  output: z.object({
    url: z.string().title('URL').describe("The address of Stripe's page, to send to this customer only"),
  }),
  examples: [
    { title: 'The overview', input: { userId: 'user_of_the_chat' } },
    { title: 'Straight to a new card', input: { userId: 'user_of_the_chat', goTo: 'update_card' } },
  ],
  async handler(input, tools) {
    const { goTo, subscriptionId, returnUrl } = input
    if (goTo === 'cancel' || goTo === 'change_plan') {
      if (!subscriptionId) throw invalidInput('subscriptionId', `is required for ${goTo}: which subscription?`)
    } else if (subscriptionId) {
      throw invalidInput('subscriptionId', 'is for cancel and change_plan. Set goTo, or leave it out.')
    }
    const owner = await tools.identity.ownerOf(input)
    const customer = owner.customer()
    if (subscriptionId) await checkSubscription(subscriptionId, owner, tools)
    const session = await tools.stripe.billingPortal.sessions
      .create({ customer, return_url: returnUrl ?? tools.thanksUrl, ...flowOf(goTo, subscriptionId) })
      .catch((error) => {
        throw unconfigured(error)
      })
    return { url: session.url }
  },
})

const checkSubscription = async (id: string, owner: Owner, { stripe }: Tools): Promise<void> => {
  owner.check(await stripe.subscriptions.retrieve(id), 'subscriptionId')
}

const flowOf = (
  goTo: keyof typeof FLOWS | undefined,
  subscription: string | undefined
): Pick<Stripe.BillingPortal.SessionCreateParams, 'flow_data'> => {
  if (!goTo) return {}
  const type = FLOWS[goTo]
  return { flow_data: { type, ...(subscription && { [type]: { subscription } }) } }
}

/** In live mode the portal's settings have to be saved once, which only a person can do. */
const unconfigured = (error: unknown): unknown =>
  error instanceof Error && /configuration/i.test(error.message) && 'type' in error
    ? new IntegrationError(
        'stripe_rejected',
        'The customer portal is not set up for this. Open Settings → Billing → Customer portal in the Stripe Dashboard, allow what customers may do there, and save.',
        { cause: error }
      )
    : error
