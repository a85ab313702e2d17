import { createCheckoutSession } from '../../integration/src/actions/create-checkout-session'
import { createPaymentLink } from '../../integration/src/actions/create-payment-link'
import { reactivatePaymentLink } from '../../integration/src/actions/reactivate-payment-link'
import { updatePaymentLink } from '../../integration/src/actions/update-payment-link'
import { linkedCustomer } from '../../integration/test/support/customers'
import type { Embedded } from '../../integration/test/support/embedded'
import { listen, times } from './heard'

const car = { productName: 'Car', unit_amount: 500 }
const sessions = (world: Embedded) => world.stripe.count('checkout.session', 'test')

const withCustomer = async (world: Embedded) => {
  await linkedCustomer(world)
  return {}
}

const withLink = (isActive: boolean) => async (world: Embedded) => {
  const { id } = await world.run(createPaymentLink, car)
  await world.gateway.paymentLinks.update(id, { active: isActive })
  listen(world)
  return { paymentLinkId: id }
}

/** Changed again to the same, a link is the same. */
const changed = (world: Embedded) => Math.min(1, times('payment_link.updated')(world))

export const sellingWriters = [
  {
    ...{ name: 'createCheckoutSession, for a chat user', action: createCheckoutSession, prepare: withCustomer },
    ...{ input: { items: [car], userId: 'user_ann' }, results: sessions, keyed: true },
  },
  {
    ...{ name: 'createCheckoutSession, setup', action: createCheckoutSession, prepare: withCustomer },
    ...{ input: { mode: 'setup', userId: 'user_ann' }, results: sessions, keyed: true },
  },
  {
    ...{ name: 'createPaymentLink, items', action: createPaymentLink, input: { items: [car] }, keyed: true },
    results: (world: Embedded) => world.stripe.count('payment_link', 'test'),
  },
  {
    ...{ name: 'updatePaymentLink', action: updatePaymentLink, prepare: withLink(true), results: changed },
    ...{ input: { maxPayments: 5 }, keyed: false },
  },
  {
    ...{ name: 'reactivatePaymentLink', action: reactivatePaymentLink, prepare: withLink(false) },
    ...{ input: {}, results: times('payment_link.updated'), keyed: false },
  },
]
