import type Stripe from 'stripe'
import { invalidInput } from './errors'
import type { Owner } from './identity/index'
import { chargeOf, PAYMENT_EXPAND } from './models/payment'

/** A payment, found by the ID of its payment intent or of its charge. */
export interface FoundPayment {
  /** Undefined for a charge that no payment intent led to, of long ago. */
  intent: Stripe.PaymentIntent | undefined
  charge: Stripe.Charge | undefined
}

/** One call to Stripe. @param id pi_… or ch_… */
export const findPayment = async (id: string, stripe: Stripe): Promise<FoundPayment> => {
  if (!id.startsWith('ch_')) {
    const intent = await stripe.paymentIntents.retrieve(id, { expand: PAYMENT_EXPAND })
    return { intent, charge: chargeOf(intent) }
  }
  const charge = await stripe.charges.retrieve(id, { expand: ['payment_intent'] })
  const { payment_intent: intent } = charge
  return { intent: typeof intent === 'object' ? (intent ?? undefined) : undefined, charge }
}

/** What says whose a payment is: metadata of a guest's is on the intent, and copied to its charge. */
export const ownedBy = ({ intent, charge }: FoundPayment) => intent ?? charge ?? {}

/**
 * What filters a list by a payment, for whoever may see it: a chat user their own, which costs a call; staff any, or all.
 * @throws {IntegrationError} not_owned; invalid_input when a chat user names none
 */
export const paymentFilter = async (
  paymentId: string | undefined,
  owner: Owner,
  stripe: Stripe
): Promise<{ charge?: string; payment_intent?: string }> => {
  if (paymentId === undefined) {
    if (owner.isAnyone) return {}
    throw invalidInput('paymentId', 'is required: of which payment?')
  }
  if (!owner.isAnyone) owner.check(ownedBy(await findPayment(paymentId, stripe)), 'paymentId')
  return paymentId.startsWith('ch_') ? { charge: paymentId } : { payment_intent: paymentId }
}
