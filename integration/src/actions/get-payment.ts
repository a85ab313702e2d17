import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { paymentIdInput } from '../define/payment-id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { IntegrationError } from '../errors'
import { ownerOrCustomerInput } from '../identity/index'
import { paymentFields, toPayment } from '../models/payment'
import { checkLocale, localeInput } from '../money/input'
import { findPayment, ownedBy } from '../payments'

export const getPayment = defineAction({
  title: 'Get payment',
  description:
    'Tells of one payment: amount, state, how it was paid, what was refunded, the receipt. Use it when the customer asks about a payment whose ID is known. To learn whether something that was sold in the chat has been paid, use getPaymentStatus.',
  input: z.object({ paymentId: paymentIdInput, ...ownerOrCustomerInput, ...localeInput, ...rawInput }),
  output: z.object({ ...paymentFields, ...rawOutput }),
  examples: [{ title: 'One payment', input: { paymentId: 'pi_1ExampleOfAPayment', userId: 'user_of_the_chat' } }],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const found = await findPayment(input.paymentId, stripe)
    owner.check(ownedBy(found), 'paymentId')
    const { intent, charge } = found
    if (!intent) {
      throw new IntegrationError('not_found', 'paymentId: no payment intent (pi_…) belongs to this charge.', {
        field: 'paymentId',
      })
    }
    return { ...toPayment({ ...intent, latest_charge: charge ?? null }, locale), ...rawOf(input, intent) }
  },
})
