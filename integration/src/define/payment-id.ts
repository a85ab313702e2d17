import { idInput } from './id'

/** The input that names a payment. */
export const paymentIdInput = idInput(
  'Payment ID',
  'pi_',
  'The payment (pi_…), as listPayments, searchPayments, getPaymentStatus and the payment events give it. A charge (ch_…) does too'
)
