import { missing } from '../protocol/errors'
import { find, findParam, idOf } from '../protocol/find'
import type { Scene } from '../sandbox'
import { emit, previousAttributes } from '../webhooks/events'
import type { Coupon, Customer, Discount, Invoice } from '../wire'
import { couponsOf, isOver, redeem, reductionsOf } from './discounts'

/**
 * Gives a customer a discount on all invoices to come, or another one. Only requests in older words can: the pinned version
 * gives discounts to subscriptions and invoices.
 */
export const giveCustomerDiscount = (scene: Scene, id: string, couponId: string): Customer => {
  const customer = find<Customer>(scene.env, 'customer', id)
  const { currency } = findParam<Coupon>(scene.env, 'coupon', couponId, 'coupon')
  const purchase = { customer: id, currency: currency ?? customer.currency ?? 'usd' }
  const [reduction] = reductionsOf(scene, [{ coupon: couponId }], purchase)
  if (!reduction) return customer
  const discount = redeem(scene, reduction, { customer: id })
  const before = customer.discount
  const changed = scene.env.store.replace({ ...customer, discount })
  if (before) emit(scene, 'customer.discount.updated', discount, previousAttributes({ ...before }, { ...discount }))
  else emit(scene, 'customer.discount.created', discount)
  return changed
}

/** Takes a customer's discount away. @returns it, as it was */
export const dropCustomerDiscount = (scene: Scene, customer: Customer): Discount => {
  const { discount } = customer
  if (!discount) throw missing('discount', customer.id)
  scene.env.store.replace({ ...customer, discount: null })
  emit(scene, 'customer.discount.deleted', discount)
  return discount
}

/** The discount that an invoice has when it was given none: its customer's. */
export const discountsFor = (scene: Scene, customer: Customer, own: readonly string[], moment: number): string[] => {
  const id = idOf(customer.discount)
  if (own.length > 0 || !id || isOver(scene, id, moment)) return [...own]
  return [id]
}

/** A customer's discount for once is used up by the first invoice it takes something off. */
export const useUp = (scene: Scene, invoice: Invoice): void => {
  const customer = find<Customer>(scene.env, 'customer', idOf(invoice.customer) ?? '')
  const id = idOf(customer.discount)
  const isUsed = (invoice.total_discount_amounts ?? []).some(({ amount, discount }) => discount === id && amount > 0)
  if (id && isUsed && couponsOf(scene, [id])[0]?.duration === 'once') dropCustomerDiscount(scene, customer)
}
