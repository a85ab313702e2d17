import { on } from '../define/event'

/**
 * ONE ROW PER EVENT: the definition, the types, the events the webhook endpoint asks for and the documentation
 * all come from here.
 */
export const events = {
  chargeFailed: on('charge.failed', {
    title: 'Charge failed',
    description: 'A try to charge a card or another payment method was declined.',
  }),
  paymentIntentFailed: on('payment_intent.payment_failed', {
    title: 'Payment intent failed',
    description: 'A try to pay a payment intent failed. The customer may try again on the same page.',
  }),
  invoicePaymentFailed: on('invoice.payment_failed', {
    title: 'Invoice payment failed',
    description: 'An invoice, most often the renewal of a subscription, could not be paid.',
  }),
  subscriptionCreated: on('customer.subscription.created', {
    title: 'Subscription created',
    description: 'A customer was signed up for a subscription.',
  }),
  subscriptionUpdated: on('customer.subscription.updated', {
    title: 'Subscription updated',
    description:
      'A subscription changed: plan, quantity, status, or a cancellation planned for the end of the period. previousAttributes says what changed.',
  }),
  subscriptionDeleted: on('customer.subscription.deleted', {
    title: 'Subscription deleted',
    description: 'A subscription ended: it was cancelled, or its planned end has come.',
  }),
  subscriptionScheduleCreated: on('subscription_schedule.created', {
    title: 'Subscription schedule created',
    description: 'A schedule of planned changes to a subscription was created.',
  }),
  subscriptionScheduleUpdated: on('subscription_schedule.updated', {
    title: 'Subscription schedule updated',
    description: 'A schedule of planned changes to a subscription changed.',
  }),
}

export type EventName = keyof typeof events

/** The types our webhook endpoint asks Stripe for: derived, so that none can be forgotten. */
export const enabledEvents = Object.values(events).map((row) => row.stripe)

const byStripeType: ReadonlyMap<string, EventName> = new Map(
  (Object.keys(events) as EventName[]).map((name) => [events[name].stripe, name])
)

/** The Botpress event for a type of Stripe's, or undefined for a type we do not deliver. */
export const eventNameOf = (stripeType: string): EventName | undefined => byStripeType.get(stripeType)
