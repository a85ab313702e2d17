import { all } from '../protocol/find'
import { type Resource, type Scene, seconds } from '../sandbox'
import type { Balance, Charge, Dispute } from '../wire'
import { cardBehind } from './payment-methods'

/** How long the money of a payment is under way. */
const PENDING_SECONDS = 2 * 86_400

/** The test card whose payments are available at once. @see docs.stripe.com/testing (available balance) */
const AT_ONCE = '0077'

/** What is left of a payment: refunds and lost or open disputes are taken back. The sandbox charges no fees. */
const netOf = (charge: Charge, disputes: readonly Dispute[]): number => {
  if (!charge.paid || !charge.captured) return 0
  const taken = disputes.filter(
    ({ charge: disputed, status }) => disputed === charge.id && status !== 'won' && !status.startsWith('warning_')
  )
  return charge.amount_captured - charge.amount_refunded - taken.reduce((sum, { amount }) => sum + amount, 0)
}

const isPending = (scene: Scene, { created, payment_method: method }: Charge): boolean =>
  created + PENDING_SECONDS > seconds(scene) && cardBehind(scene, String(method))?.last4 !== AT_ONCE

const amounts = (charges: readonly Charge[], disputes: readonly Dispute[], currencies: readonly string[]) =>
  currencies.map((currency) => {
    const amount = charges
      .filter((charge) => charge.currency === currency)
      .reduce((sum, charge) => sum + netOf(charge, disputes), 0)
    return { amount, currency, source_types: { card: amount } }
  })

export const balance: Resource = {
  routes: {
    'GET /v1/balance': (call) => {
      const charges = all<Charge>(call.env, 'charge')
      const disputes = all<Dispute>(call.env, 'dispute')
      const currencies = [...new Set(['usd', ...charges.filter(({ paid }) => paid).map(({ currency }) => currency)])]
      return {
        object: 'balance',
        available: amounts(
          charges.filter((charge) => !isPending(call, charge)),
          disputes,
          currencies
        ),
        livemode: call.env.livemode,
        pending: amounts(
          charges.filter((charge) => isPending(call, charge)),
          disputes,
          currencies
        ),
      } satisfies Balance
    },
  },
}
