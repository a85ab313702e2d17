import { toProblem } from '../problems'
import { choice, text } from '../say'
import type { Dialogue } from '../state'
import { texts } from '../texts'
import type { Turn } from '../turn'
import type { OutputOf } from '../types'
import { YES_OR_NO } from './confirm'
import { type Step, yesOrNo } from './step'

type Payment = OutputOf<'listPayments'>['payments'][number]
type Refund = NonNullable<Dialogue['refund']>

const MOST = 5

/** What was paid and is still with the shop. */
const isRefundable = ({ status, total, refunded }: Payment): boolean =>
  status === 'succeeded' && (refunded?.unit_amount ?? 0) === 0 && total.unit_amount > 0

const ownPayments = async ({ stripe, userId }: Turn): Promise<Payment[]> => {
  const { payments } = await stripe('listPayments', { userId })
  return payments.filter(isRefundable).slice(0, MOST)
}

const askWhich = async (turn: Turn, payments: Payment[]): Promise<void> => {
  const options = payments.map(({ id, total, metadata, created }) => ({
    label: texts.refund.option(total.formatted, metadata.order ?? texts.refund.unnamed, created),
    value: `payback:${id}`,
  }))
  await turn.wait({ step: 'payback' })
  await turn.say(choice(texts.refund.which, options))
}

const askConfirmation = async (turn: Turn, { id: paymentId, total: { formatted } }: Payment): Promise<void> => {
  await turn.wait({ step: 'confirmRefund', refund: { paymentId, formatted, key: turn.messageId } })
  await turn.say(choice(texts.refund.confirm(formatted), YES_OR_NO))
}

/** Which payment? Only the person's own are ever listed. */
export const refund: Step = {
  name: 'refund',
  words: ['refund', 'money back', 'i want a refund', 'my payments', 'payments'],
  async begin(turn) {
    const payments = await ownPayments(turn)
    const [only, ...others] = payments
    if (!only) {
      await turn.rest()
      return turn.say(text(texts.refund.none))
    }
    if (others.length > 0) return askWhich(turn, payments)
    await askConfirmation(turn, only)
  },
}

/** A payment's button. The amount is looked up again, among the person's own. */
export const payback: Step = {
  name: 'payback',
  async begin(turn, argument) {
    const payment = (await ownPayments(turn)).find(({ id }) => id === argument)
    if (!payment) return turn.say(text(texts.refund.none))
    await askConfirmation(turn, payment)
  },
  async answer(turn) {
    await turn.say(text(texts.refund.again))
    return true
  },
}

/** Pays back, as far as the integration's configuration lets the bot. */
const payBack = async (turn: Turn, { paymentId, formatted, key }: Refund): Promise<void> => {
  const { stripe, userId, conversationId } = turn
  try {
    const input = { paymentId, userId, conversationId, reason: 'requested_by_customer' } as const
    const { total } = await stripe('refundPayment', { ...input, idempotencyKey: `refund-${key}` })
    await turn.rest()
    await turn.say(text(texts.refund.begun(total.formatted)))
  } catch (error) {
    // Anything else is said as always; whoever can try again is still asked.
    if (toProblem(error).code !== 'not_allowed') throw error
    await turn.rest()
    await turn.say(text(texts.problems.refundNotAllowed(formatted)))
  }
}

export const confirmRefund: Step = {
  name: 'confirmRefund',
  async answer(turn, typed) {
    const { refund: wanted } = turn.dialogue
    if (!wanted) return false
    const isWanted = yesOrNo(typed)
    if (isWanted) await payBack(turn, wanted)
    else if (isWanted === undefined) await turn.say(text(texts.confirm.again))
    else {
      await turn.rest()
      await turn.say(text(texts.refund.kept))
    }
    return true
  },
}
