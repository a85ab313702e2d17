import { dropCustomerDiscount } from '../payments/customer-discount'
import { find, idOf } from '../protocol/find'
import type { Resource } from '../sandbox'
import type { Customer } from '../wire'

/** The discount a customer has on all invoices. @see docs.stripe.com/api/discounts */
export const customerDiscounts: Resource = {
  routes: {
    'DELETE /v1/customers/{id}/discount': (call) => {
      const customer = find<Customer>(call.env, 'customer', call.id)
      const { id, end: _, ...discount } = dropCustomerDiscount(call, customer)
      return { ...discount, id: idOf(id) ?? '', object: 'discount', deleted: true }
    },
  },
}
