import { IntegrationError } from '../errors'
import { declineSentence } from '../gateway/declines'

interface Refusal {
  code: string | undefined
  message: string
  param: string
}

/** Stripe's error as far as it is read here. They are recognised by shape, since a bundle may hold two SDKs. */
const refusalOf = (error: unknown): Refusal | undefined => {
  if (!(error instanceof Error && 'type' in error && String(error.type).startsWith('Stripe'))) return undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const param = 'param' in error && typeof error.param === 'string' ? error.param : ''
  return { code, message: error.message, param }
}

/** Stripe's answer when the bank wants the customer's confirmation. @see docs.stripe.com/error-codes */
const CONFIRM = ['subscription_payment_intent_requires_action', 'authentication_required']

/** The field that a refused parameter was made of. An unknown ID is named at the border, which knows the whole input. */
const fieldOf = ({ code, param }: Refusal, fields: Readonly<Record<string, string>>): string | undefined =>
  code === 'resource_missing' && param !== 'default_payment_method'
    ? undefined
    : Object.entries(fields).find(([start]) => param.startsWith(start))?.[1]

/**
 * Says what can be done where Stripe refuses.
 * @param fields how Stripe's parameter begins, and the field it was made of
 * @param instead what to do when the bank wants the customer to confirm, which a chat cannot
 * @throws {IntegrationError} invalid_input, payment_declined, or the error itself
 */
export const explaining =
  (fields: Readonly<Record<string, string>>, instead: string) =>
  (error: unknown): never => {
    const refusal = refusalOf(error)
    if (!refusal) throw error
    const { code, message } = refusal
    const details = { cause: error, ...(code && { stripeCode: code }) }
    if (code && CONFIRM.includes(code)) {
      throw new IntegrationError(
        'payment_declined',
        `The bank wants the customer to confirm the payment, so nothing was done. ${instead}`,
        { ...details, customerMessage: declineSentence('authentication_required') }
      )
    }
    const field = fieldOf(refusal, fields)
    if (!field) throw error
    throw new IntegrationError('invalid_input', `${field}: ${message}`, { ...details, field })
  }
