import { type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Invoice, Subscription } from '../wire'
import { finalizeInvoice } from './build-invoice'
import { buildSubscription, type SubscriptionParams } from './build-subscription'
import { defaultMethod, makeIntent, payInvoice } from './collect-invoice'
import { redeem } from './discounts'
import { planPeriod, sendLater } from './renewals'
import { discountsAfter, draftSubscriptionInvoice } from './subscription-invoice'
import { onceLine, periodLines } from './subscription-lines'

/**
 * Begins a subscription: its first invoice is made and paid at once, or is free during a trial. When the payment fails,
 * or is left to the customer, the subscription is incomplete. One that is billed by invoices is active before they are
 * paid.
 */
export const startSubscription = (scene: Scene, params: SubscriptionParams): Subscription => {
  const { store } = scene.env
  const built = buildSubscription(scene, params)
  const target = { customer: params.customer, subscription: built.id, checkout_session: params.session ?? null }
  const discounts = (params.reductions ?? []).map((reduction) => redeem(scene, reduction, target).id)
  const subscription = store.insert({ ...built, discounts })
  const isFree = built.status === 'trialing'
  const once = (params.once ?? []).map(({ price, quantity }) => onceLine(scene, price, quantity, seconds(scene)))
  const lines = [...periodLines(scene, subscription, isFree), ...once]
  const draft = draftSubscriptionInvoice(scene, subscription, 'subscription_create', lines)
  const isSent = subscription.collection_method === 'send_invoice'
  const invoice = isSent ? draft : finalizeInvoice(scene, draft)
  const begun = store.replace({
    ...{ ...subscription, latest_invoice: draft.id, discounts: discountsAfter(scene, subscription, draft) },
  })
  emit(scene, 'customer.subscription.created', begun)
  const current = collectFirst(scene, begun, invoice, params)
  planPeriod(scene, current)
  return current
}

const collectFirst = (
  scene: Scene,
  begun: Subscription,
  invoice: Invoice,
  params: SubscriptionParams
): Subscription => {
  const activate = () =>
    begun.status === 'trialing' ? begun : change(scene, begun, { status: 'active' }, 'customer.subscription.updated')
  if (begun.collection_method === 'send_invoice') {
    sendLater(scene, invoice)
    return activate()
  }
  if (params.paymentBehavior === 'default_incomplete' && invoice.amount_due > 0) {
    makeIntent(scene, invoice)
    return begun
  }
  const result = payInvoice(scene, invoice, params.method ?? defaultMethod(scene, invoice, begun))
  return result.status === 'paid' ? activate() : begun
}
