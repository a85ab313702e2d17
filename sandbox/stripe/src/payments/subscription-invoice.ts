import { find, idOf } from '../protocol/find'

import { type Scene, seconds } from '../sandbox'
import { emit } from '../webhooks/events'
import type { Customer, Discount, Invoice, Subscription } from '../wire'
import { draftInvoice } from './build-invoice'
import { couponsOf, isOver } from './discounts'
import { addPending } from './invoice-item'
import type { LineParams } from './invoice-lines'

/** A draft for a subscription, with what waited for its next invoice. */
export const draftSubscriptionInvoice = (
  scene: Scene,
  subscription: Subscription,
  reason: Invoice['billing_reason'],
  lines: readonly LineParams[]
): Invoice => {
  const customer = find<Customer>(scene.env, 'customer', idOf(subscription.customer) ?? '')
  const { currency, description, collection_method: method, days_until_due: days } = subscription
  const isSent = method === 'send_invoice'
  const now = seconds(scene)
  const [first] = subscription.items.data
  const draft = draftInvoice(
    scene,
    {
      ...{ customer, currency, reason, subscription, description, autoAdvance: true, collectionMethod: method },
      ...{ dueDate: isSent ? now + (days ?? 0) * 86_400 : null, discounts: liveDiscounts(scene, subscription) },
      period: { start: first?.current_period_start ?? now, end: first?.current_period_end ?? now },
    },
    lines
  )
  return addPending(scene, draft, subscription.id)
}

const liveDiscounts = (scene: Scene, { discounts }: Subscription): string[] =>
  discounts.map((entry) => idOf(entry) ?? '').filter((id) => !isOver(scene, id, seconds(scene)))

/**
 * The discounts a subscription still has after an invoice: those for once are used up by the first one they take
 * something off, others end when their months are over.
 */
export const discountsAfter = (scene: Scene, subscription: Subscription, invoice: Invoice): string[] => {
  const ids = subscription.discounts.map((entry) => idOf(entry) ?? '')
  const used = (invoice.total_discount_amounts ?? []).filter(({ amount }) => amount > 0)
  const isUsed = (id: string) => used.some(({ discount }) => discount === id)
  const left = ids.filter((id) => {
    const [coupon] = couponsOf(scene, [id])
    return !isOver(scene, id, seconds(scene)) && !(coupon?.duration === 'once' && isUsed(id))
  })
  for (const id of ids.filter((candidate) => !left.includes(candidate))) {
    emit(scene, 'customer.discount.deleted', find<Discount>(scene.env, 'discount', id))
  }
  return left
}
