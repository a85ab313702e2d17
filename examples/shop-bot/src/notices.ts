import { z } from '@botpress/sdk'
import { choice, link, text } from './say'
import { texts } from './texts'
import { callStripe } from './turn'
import type { Client, EventName, PayloadOf, Said } from './types'

const { notices, buttons } = texts

type Payment = PayloadOf<'paymentSucceeded'>

interface Notice<Name extends EventName = EventName> {
  event: Name
  /** What is said of it; nothing is an answer too. */
  tell(payload: PayloadOf<Name>, client: Client): Said[] | Promise<Said[]>
}

const on = <Name extends EventName>(event: Name, tell: Notice<Name>['tell']) => ({ event, tell })

/** What was ordered, as the bot wrote it down; else what Stripe calls it. */
const orderOf = ({ metadata, items }: Pick<Payment, 'metadata' | 'items'>): string =>
  metadata.order ?? items?.[0]?.description ?? notices.something

const failed = ({ mode, url, customerMessage = '', formattedAmount, stale, nextStep }: Payment): Said[] => {
  // Something newer was told before: the customer has paid since.
  if (stale) return []
  if (mode !== 'payment') {
    const said = text(notices.renewalFailed(formattedAmount, customerMessage))
    if (!url) return [said]
    return [said, link(notices.renewalTitle, notices.renewalSubtitle, buttons.payInvoice(formattedAmount), url)]
  }
  const said = text(notices.failed(customerMessage))
  if (!url || nextStep === 'start_over') return [said, text(notices.startOver)]
  return [said, link(notices.failedTitle, notices.failedSubtitle, buttons.again, url)]
}

const remind = async (payload: PayloadOf<'paymentReminder'>, client: Client): Promise<Said[]> => {
  const { sessionId, url, formattedAmount } = payload
  const { status } = await callStripe(client, 'getPaymentStatus', { id: sessionId })
  if ((status !== 'unpaid' && status !== 'failed') || !url) return []
  const said = text(notices.reminder(formattedAmount))
  return [said, link(notices.reminderTitle, notices.reminderSubtitle, buttons.pay(formattedAmount), url)]
}

/** A subscription, as Stripe's own object: it is read as what anybody could have sent. */
const subscription = z.object({
  status: z.string(),
  trial_end: z.number().nullish(),
  metadata: z.record(z.string()).nullish(),
})

const welcome = (object: Record<string, unknown>): Said[] => {
  const { status, trial_end: end, metadata } = subscription.safeParse(object).data ?? {}
  // Without a trial there is a payment, which is told of.
  return status === 'trialing' && end ? [text(notices.trial(metadata?.order ?? notices.subscription, end))] : []
}

/** ONE ROW PER EVENT: what the bot says when it hears of it, in the conversation that it belongs to. */
export const allNotices = [
  on('paymentSucceeded', (payment) => {
    const say = payment.mode === 'payment' ? notices.paid : notices.paidRenewal
    return [text(say(payment.formattedAmount, orderOf(payment)))]
  }),
  on('paymentPending', ({ formattedAmount }) => [text(notices.pending(formattedAmount))]),
  on('paymentFailed', failed),
  on('paymentExpired', (payment) => [
    choice(notices.expired(orderOf(payment)), [{ label: buttons.shop, value: 'shop' }]),
  ]),
  on('paymentRefunded', ({ formattedAmount }) => [text(notices.refunded(formattedAmount))]),
  on('paymentActionRequired', ({ formattedAmount, url }) => {
    const said = text(notices.confirmAtBank(formattedAmount))
    return url ? [said, link(notices.confirmTitle, notices.confirmSubtitle, notices.confirmButton, url)] : [said]
  }),
  on('subscriptionCreated', ({ data: { object } }) => welcome(object)),
  on('subscriptionDeleted', () => [text(notices.ended)]),
  on('paymentReminder', remind),
] as const
