import { type EventRow, on } from '../define/event'

/**
 * ONE ROW PER EVENT that mirrors one of Stripe's: the definition, the types, the events the webhook endpoint asks for and
 * the documentation all come from here. What settled payments tell a bot is in `settled.ts`.
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
  checkoutSessionCompleted: on('checkout.session.completed', {
    title: 'Checkout session completed',
    description: 'A customer finished a payment page. payment_status tells whether the money is there yet.',
  }),
  checkoutSessionExpired: on('checkout.session.expired', {
    title: 'Checkout session expired',
    description: 'A payment page was not paid in time, or was closed.',
  }),
  checkoutSessionAsyncPaymentSucceeded: on('checkout.session.async_payment_succeeded', {
    title: 'Checkout session paid later',
    description: 'A payment that takes days, such as a bank debit, has arrived.',
  }),
  checkoutSessionAsyncPaymentFailed: on('checkout.session.async_payment_failed', {
    title: 'Checkout session failed later',
    description: 'A payment that takes days, such as a bank debit, did not arrive.',
  }),
  paymentIntentSucceeded: on('payment_intent.succeeded', {
    title: 'Payment intent succeeded',
    description: 'A payment intent was paid.',
  }),
  paymentIntentProcessing: on('payment_intent.processing', {
    title: 'Payment intent processing',
    description: 'A payment was begun whose outcome is known later.',
  }),
  paymentIntentRequiresAction: on('payment_intent.requires_action', {
    title: 'Payment intent requires action',
    description: 'The bank asks the customer to confirm a payment.',
  }),
  paymentIntentCanceled: on('payment_intent.canceled', {
    title: 'Payment intent canceled',
    description: 'A payment intent was cancelled and can no longer be paid.',
  }),
  paymentIntentAmountCapturableUpdated: on('payment_intent.amount_capturable_updated', {
    title: 'Payment intent capturable',
    description: 'An amount was reserved on a card and can be captured.',
  }),
  chargeSucceeded: on('charge.succeeded', {
    title: 'Charge succeeded',
    description: 'A card or another payment method was charged.',
  }),
  chargePending: on('charge.pending', {
    title: 'Charge pending',
    description: 'A charge was begun whose outcome is known later.',
  }),
  chargeRefunded: on('charge.refunded', {
    title: 'Charge refunded',
    description: 'A charge was refunded, in whole or in part.',
  }),
  refundCreated: on('refund.created', {
    title: 'Refund created',
    description: 'A refund was begun.',
  }),
  refundUpdated: on('refund.updated', {
    title: 'Refund updated',
    description: 'A refund changed.',
  }),
  refundFailed: on('refund.failed', {
    title: 'Refund failed',
    description: 'The bank sent a refund back: the customer did not get it.',
  }),
  disputeCreated: on('charge.dispute.created', {
    title: 'Dispute created',
    description: 'A customer disputes a charge at their bank. Answer in the Stripe Dashboard before its deadline.',
  }),
  disputeUpdated: on('charge.dispute.updated', {
    title: 'Dispute updated',
    description: 'A dispute changed, most often its evidence.',
  }),
  disputeClosed: on('charge.dispute.closed', {
    title: 'Dispute closed',
    description: 'A dispute was won, lost or withdrawn.',
  }),
  invoiceCreated: on('invoice.created', {
    title: 'Invoice created',
    description: 'An invoice was drafted.',
  }),
  invoiceFinalized: on('invoice.finalized', {
    title: 'Invoice finalized',
    description: 'An invoice can be paid: hosted_invoice_url is its page.',
  }),
  invoicePaid: on('invoice.paid', {
    title: 'Invoice paid',
    description: 'An invoice was paid, also one of amount 0 and one that was paid outside of Stripe.',
  }),
  invoicePaymentActionRequired: on('invoice.payment_action_required', {
    title: 'Invoice payment action required',
    description: 'The bank asks the customer to confirm the payment of an invoice.',
  }),
  invoiceUpcoming: on('invoice.upcoming', {
    title: 'Invoice upcoming',
    description: 'A subscription renews in a few days.',
  }),
  invoiceOverdue: on('invoice.overdue', {
    title: 'Invoice overdue',
    description: 'An invoice was not paid by its due date.',
  }),
  invoiceVoided: on('invoice.voided', {
    title: 'Invoice voided',
    description: 'An invoice was declared void.',
  }),
  invoiceMarkedUncollectible: on('invoice.marked_uncollectible', {
    title: 'Invoice marked uncollectible',
    description: 'The shop gave an unpaid invoice up.',
  }),
  subscriptionTrialWillEnd: on('customer.subscription.trial_will_end', {
    title: 'Subscription trial will end',
    description: 'A free trial ends in three days.',
  }),
  subscriptionPaused: on('customer.subscription.paused', {
    title: 'Subscription paused',
    description: 'A subscription was paused.',
  }),
  subscriptionResumed: on('customer.subscription.resumed', {
    title: 'Subscription resumed',
    description: 'A paused subscription goes on.',
  }),
  subscriptionScheduleCompleted: on('subscription_schedule.completed', {
    title: 'Subscription schedule completed',
    description: 'The last phase of a schedule has ended.',
  }),
  subscriptionScheduleCanceled: on('subscription_schedule.canceled', {
    title: 'Subscription schedule canceled',
    description: 'A schedule was cancelled, and its subscription with it.',
  }),
  subscriptionScheduleReleased: on('subscription_schedule.released', {
    title: 'Subscription schedule released',
    description: 'A subscription goes on without its schedule.',
  }),
  customerCreated: on('customer.created', {
    title: 'Customer created',
    description: 'A customer was created.',
  }),
  customerUpdated: on('customer.updated', {
    title: 'Customer updated',
    description: 'A customer changed.',
  }),
  customerDeleted: on('customer.deleted', {
    title: 'Customer deleted',
    description: 'A customer was deleted.',
  }),
  payoutFailed: on('payout.failed', {
    title: 'Payout failed',
    description: "A payout to the shop's bank account failed.",
  }),
}

export type MirroredName = keyof typeof events

/** What bots of Botpress' earlier Stripe integration expect: delivered unless the configuration says otherwise. */
export const CLASSIC = [
  ...(['chargeFailed', 'paymentIntentFailed', 'invoicePaymentFailed'] as const),
  ...(['subscriptionCreated', 'subscriptionUpdated', 'subscriptionDeleted'] as const),
  ...(['subscriptionScheduleCreated', 'subscriptionScheduleUpdated'] as const),
] satisfies MirroredName[]

const byStripeType: ReadonlyMap<string, MirroredName> = new Map(
  Object.entries<EventRow>(events).map(([name, { stripe }]) => [stripe, name as MirroredName])
)

/** The event that mirrors a type of Stripe's, or undefined when the table has none. */
export const mirrorOf = (stripeType: string): MirroredName | undefined => byStripeType.get(stripeType)
