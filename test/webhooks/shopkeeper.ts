import type Stripe from 'stripe'
import { NAMES } from '../../integration/src/binding'
import type { Restartable } from '../../integration/test/support/restartable'
import type { Random } from './random'

/** How many customers there are at a time. A new one takes the place of one of them now and then. */
const CUSTOMERS = 20

/**
 * A shop that is busy: customers who change, pay, are declined, get money back, subscribe. Each step makes some events,
 * several of them of objects that there are events of already.
 */
export const createShopkeeper = async ({ shop, botpress, stripe }: Restartable, random: Random) => {
  const place = botpress.grantConversation()
  const price = await shop.prices.create({
    ...{ currency: 'usd', unit_amount: 900, product_data: { name: 'Club' }, recurring: { interval: 'month' } },
  })
  const ours = {
    ...{ [NAMES.bot]: botpress.ids.botId, [NAMES.conversation]: place.conversationId, [NAMES.user]: place.userId },
    [NAMES.announces]: 'intent',
  }
  const customers: string[] = []
  const subscriptions: string[] = []
  const paid: string[] = []
  let count = 0

  const customer = (): string => customers[random.below(customers.length)] ?? ''
  const welcome = async () => {
    const { id } = await shop.customers.create({ email: `${count++}@example.com`, payment_method: 'pm_card_visa' })
    if (customers.length < CUSTOMERS) customers.push(id)
    else customers[random.below(CUSTOMERS)] = id
  }
  const charge = async (payment_method: string, more: Partial<Stripe.PaymentIntentCreateParams> = {}) => {
    const intent = await shop.paymentIntents
      .create({ amount: 500 + count++, currency: 'usd', confirm: true, payment_method, ...more })
      .catch(() => undefined)
    if (intent?.status === 'succeeded') paid.push(intent.id)
  }

  const steps = [
    welcome,
    async () => void (await shop.customers.update(customer(), { name: `Name ${count++}` })),
    async () => void (await shop.customers.update(customer(), { metadata: { visit: String(count++) } })),
    () => charge('pm_card_visa', { metadata: ours }),
    () => charge('pm_card_visa', { customer: customer() }),
    () => charge('pm_card_visa_chargeDeclined', { metadata: ours }),
    async () => {
      const payment_intent = paid.shift()
      if (!payment_intent) return
      await shop.refunds.create({ payment_intent, amount: 100 })
      await shop.refunds.create({ payment_intent, amount: 200 })
    },
    async () => {
      const intent = await shop.paymentIntents.create({ amount: 700, currency: 'usd', metadata: ours })
      await shop.paymentIntents.cancel(intent.id)
    },
    async () => {
      const of = customer()
      const method = (await shop.customers.listPaymentMethods(of)).data[0]?.id
      if (!method || subscriptions.length >= CUSTOMERS) return
      const made = { customer: of, items: [{ price: price.id }], default_payment_method: method }
      subscriptions.push((await shop.subscriptions.create(made)).id)
    },
    async () => {
      const id = subscriptions[random.below(subscriptions.length)]
      if (id) await shop.subscriptions.update(id, { metadata: { visit: String(count++) } })
    },
  ] as const

  await welcome()
  return {
    /** One thing that happens in the shop. */
    step: async (): Promise<void> => void (await random.pick(...steps)()),
    /** One change of each of a number of customers: one event each. */
    touch: async (most: number): Promise<void> => {
      for (const id of customers.slice(0, most)) await shop.customers.update(id, { name: `Name ${count++}` })
    },
    settled: () => stripe.settled(),
  }
}
