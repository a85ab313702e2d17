import { addressOf } from '../protocol/address'
import { find, idOf } from '../protocol/find'
import { createCustomer } from '../resources/customers'
import type { Scene } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, PaymentLink, Session } from '../wire'
import type { Payer } from './page'
import { detailsOf } from './page-fields'

/** The customer of a session: the one it is for, or a new one made of what was typed. */
export const customerOf = (scene: Scene, session: Session, payer: Payer): Customer => {
  const known = idOf(session.customer)
  if (!known) {
    const { email, name, extras } = payer
    return createCustomer(scene, { email, ...(name && { name }), ...(extras.phone && { phone: extras.phone }) })
  }
  const customer = find<Customer>(scene.env, 'customer', known)
  const { address, name, shipping } = scene.env.plans.get(session.id)?.customerUpdate ?? {}
  const details = detailsOf(session, payer)
  const sent = details.collected_information?.shipping_details
  const patch: Partial<Customer> = {
    ...(name === 'auto' && payer.name && { name: payer.name }),
    ...(address === 'auto' && { address: details.customer_details?.address ?? null }),
    ...(shipping === 'auto' &&
      sent && { shipping: { address: addressOf(sent.address as never) ?? undefined, name: sent.name } }),
  }
  return change(scene, customer, patch, 'customer.updated')
}

/** A session that was paid, or whose card was kept. */
export const completeSession = (scene: Scene, session: Session, payer: Payer, patch: Partial<Session>): Session => {
  const done = scene.env.store.replace({
    ...{ ...session, ...patch, status: 'complete' as const, url: null },
    ...detailsOf(session, payer),
  })
  emit(scene, 'checkout.session.completed', done)
  countCompletion(scene, idOf(session.payment_link))
  return done
}

/** A link that may be used a limited number of times is switched off by its last use. */
const countCompletion = (scene: Scene, linkId: string | undefined): void => {
  if (!linkId) return
  const link = find<PaymentLink>(scene.env, 'payment_link', linkId)
  if (!link.restrictions) return
  const { count, limit } = link.restrictions.completed_sessions
  const restrictions = { completed_sessions: { count: count + 1, limit } }
  change(scene, link, { restrictions, active: link.active && count + 1 < limit }, 'payment_link.updated')
}
