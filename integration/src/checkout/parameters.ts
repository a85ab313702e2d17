import type Stripe from 'stripe'
import { NAMES, withSold } from '../binding'
import type { Clock } from '../clock'
import { parseCurrency } from '../money/money'
import type { Buyer } from './buyer'
import type { SessionOptions } from './options'
import { type PageOptions, pageParams } from './page'
import type { Line } from './sell'

type Params = Stripe.Checkout.SessionCreateParams

/** The input of createCheckoutSession, checked. */
export interface SessionInput extends SessionOptions, PageOptions {
  trial_period_days?: number | undefined
  customerEmail?: string | undefined
  successUrl?: string | undefined
  cancelUrl?: string | undefined
  expiresInMinutes?: number | undefined
}

/** What else a session is made of. */
interface Parts {
  metadata: Record<string, string>
  discounts: Params['discounts']
  /** Where customers land who have no other page to go to. */
  thanksUrl: string
  clock: Pick<Clock, 'now'>
}

const intentData = (input: SessionInput, metadata: Record<string, string>): Params['payment_intent_data'] => ({
  metadata,
  ...(input.receiptEmail && { receipt_email: input.receiptEmail }),
  ...(input.statementDescriptorSuffix && { statement_descriptor_suffix: input.statementDescriptorSuffix }),
  ...(input.savePaymentMethod && { setup_future_usage: 'off_session' }),
  ...(input.capture === 'manual' && { capture_method: 'manual' }),
})

/** What the session leads to. Metadata of the session does not reach it. */
const dataOf = (input: SessionInput, metadata: Record<string, string>, lines: readonly Line[]): Partial<Params> => {
  switch (input.mode) {
    case 'setup':
      return { setup_intent_data: { metadata }, currency: parseCurrency(input.currency ?? 'usd') }
    case 'subscription':
      return {
        subscription_data: {
          metadata,
          ...(input.trial_period_days && { trial_period_days: input.trial_period_days }),
        },
      }
    case 'payment': {
      const sold = lines.map(({ price }) => price)
      return {
        payment_intent_data: intentData(input, withSold(metadata, sold)),
        ...(input.invoice && { invoice_creation: { enabled: true, invoice_data: { metadata } } }),
        ...(input.submitType && { submit_type: input.submitType }),
      }
    }
  }
}

/** What is typed on the page is written to the customer where Stripe needs it there. */
const customerOf = (input: SessionInput, { customerId }: Buyer): Partial<Params> => {
  if (customerId === undefined) {
    return {
      ...(input.customerEmail && { customer_email: input.customerEmail }),
      ...(input.savePaymentMethod && { customer_creation: 'always' }),
    }
  }
  const update: Params['customer_update'] = {
    ...(input.automaticTax && { address: 'auto' }),
    ...(input.automaticTax && input.collectShipping && { shipping: 'auto' }),
    ...(input.collectTaxId && { name: 'auto' }),
  }
  return { customer: customerId, ...(Object.keys(update).length > 0 && { customer_update: update }) }
}

const recoveryOf = ({ recovery, allowPromotionCodes }: SessionInput): Partial<Params> =>
  recovery
    ? {
        after_expiration: {
          recovery: { enabled: true, ...(allowPromotionCodes && { allow_promotion_codes: true }) },
        },
      }
    : {}

/** The payment intent tells of a payment that is captured by hand, both in its metadata and in the session's. */
const announced = (input: SessionInput, metadata: Record<string, string>): Record<string, string> =>
  input.capture === 'manual' ? { ...metadata, [NAMES.announces]: 'intent' } : metadata

/**
 * Stripe's parameters for a session, checked before anything is made; then by what is sold, and to whom.
 * @throws {IntegrationError} invalid_input
 */
export const sessionParams = (input: SessionInput, parts: Parts) => {
  const metadata = announced(input, parts.metadata)
  const { clock, discounts, thanksUrl } = parts
  const fixed: Params = {
    ...{ mode: input.mode, metadata, success_url: input.successUrl ?? thanksUrl },
    ...pageParams(input),
    ...recoveryOf(input),
    ...(discounts && { discounts }),
    ...(input.locale && { locale: input.locale }),
    ...(input.cancelUrl && { cancel_url: input.cancelUrl }),
    ...(input.expiresInMinutes && { expires_at: Math.floor(clock.now() / 1000) + input.expiresInMinutes * 60 }),
  }
  return (lines: readonly Line[], buyer: Buyer): Params => ({
    ...fixed,
    ...(lines.length > 0 && { line_items: [...lines] }),
    ...dataOf(input, metadata, lines),
    ...customerOf(input, buyer),
  })
}
