import { RuntimeError } from '@botpress/sdk'
import type Stripe from 'stripe'
import type { Logger } from '../define/types'
import { catalogue, type ErrorCode, type ErrorDetails, IntegrationError } from '../errors'
import { declineSentence } from './declines'
import { redact } from './redact'

/** The fields of Stripe's errors that we read. They are recognised by shape, since a bundle may hold two SDKs. */
type StripeFailure = Pick<
  Stripe.errors.StripeError,
  'type' | 'code' | 'decline_code' | 'requestId' | 'param' | 'message' | 'statusCode' | 'rawType' | 'detail'
>

const isStripeFailure = (error: unknown): error is StripeFailure =>
  error instanceof Error && 'type' in error && typeof error.type === 'string' && error.type.startsWith('Stripe')

/** What the catalogue calls an error of Stripe's. @see docs.stripe.com/api/errors */
const codeOf = (error: StripeFailure): ErrorCode => {
  switch (error.type) {
    case 'StripeAuthenticationError':
      return 'key_refused'
    case 'StripePermissionError':
      return 'permission_missing'
    case 'StripeCardError':
      return 'payment_declined'
    case 'StripeRateLimitError':
      return 'stripe_busy'
    case 'StripeIdempotencyError':
      return 'idempotency_mismatch'
    case 'StripeConnectionError':
    case 'StripeAPIError':
      return error.statusCode === 409 ? 'stripe_busy' : 'stripe_unavailable'
    default:
      return error.code === 'resource_missing' ? 'not_found' : 'stripe_rejected'
  }
}

/** Where our sentence says more to a bot's builder than Stripe's. */
const SENTENCES: Partial<Record<ErrorCode, string>> = {
  key_refused:
    'Stripe does not accept the API key. Copy it again from the Stripe Dashboard and save the configuration.',
  idempotency_mismatch:
    'The idempotency key was used before with another input. Use a new key for a new operation, or the same input to get the first result.',
  stripe_busy: 'Stripe is busy and did not take the request.',
  stripe_unavailable: 'Stripe could not be reached or had a problem of its own.',
}

/** Seconds after which a busy Stripe is worth another try. */
const BUSY_SECONDS = 2

const fromStripe = (error: StripeFailure): IntegrationError => {
  const code = codeOf(error)
  const details: ErrorDetails = {
    cause: error,
    ...(error.param && { field: error.param }),
    ...(error.code && { stripeCode: error.code }),
    ...(error.decline_code && { declineCode: error.decline_code }),
    ...(error.requestId && { requestId: error.requestId }),
    ...(code === 'stripe_busy' && { retryAfterSeconds: BUSY_SECONDS }),
    ...(code === 'payment_declined' && { customerMessage: declineSentence(error.decline_code ?? error.code) }),
  }
  return new IntegrationError(code, SENTENCES[code] ?? error.message, details)
}

/** The field of an input that holds an ID which Stripe does not know: Stripe names its own parameter, not ours. */
const fieldWith = (sentence: string, input: object): string | undefined =>
  Object.entries(input).find(([, value]) =>
    [value].flat().some((one) => typeof one === 'string' && sentence.includes(`'${one}'`))
  )?.[0]

const named = (error: IntegrationError, input: object | undefined): IntegrationError => {
  const field = error.code === 'not_found' && input ? fieldWith(error.sentence, input) : undefined
  return field ? new IntegrationError('not_found', `${field}: ${error.sentence}`, { ...error.details, field }) : error
}

/**
 * Any error as one of the catalogue. What our stages throw comes back inside the SDK's connection error.
 * @param input what the action was given, to name the field at fault
 */
export const toIntegrationError = (error: unknown, input?: object): IntegrationError => {
  if (error instanceof IntegrationError) return error
  if (isStripeFailure(error))
    return error.detail instanceof IntegrationError ? error.detail : named(fromStripe(error), input)
  return new IntegrationError('internal', 'Something unexpected happened inside the Stripe integration.', {
    cause: error,
  })
}

/** What a bot reads in the metadata of an error. */
const metadataOf = ({ code, details }: IntegrationError) => {
  const { field, retryAfterSeconds, stripeCode, declineCode, customerMessage, requestId } = details
  const { retryable, fix } = catalogue[code]
  const all = { code, retryable, fix, field, retryAfterSeconds, stripeCode, declineCode, customerMessage, requestId }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** The sentence for the bot builder, followed by the facts to look it up with. */
const messageOf = (error: IntegrationError): string => {
  const { retryable } = catalogue[error.code]
  const { retryAfterSeconds, requestId } = error.details
  const when = retryAfterSeconds === undefined ? '' : ` in ${retryAfterSeconds} s`
  const facts = [error.code, retryable ? `try again${when}` : 'trying again will not help', requestId]
  const sentence = redact(error.sentence).replace(/[.\s]*$/, '.')
  return `${sentence} (${facts.filter(Boolean).join('; ')})`
}

/**
 * The one border: any error becomes the `RuntimeError` that Botpress shows to the bot's builder, with a stable code, a
 * sentence, whether trying again can help and Stripe's request ID. An unexpected error is logged with its stack.
 */
export const translate = (error: unknown, where: string, logger: Logger, input?: object): RuntimeError => {
  const known = toIntegrationError(error, input)
  if (known.code === 'internal') logger.error(`${where}: ${redact(stackOf(known.details.cause ?? known))}`)
  return new RuntimeError(messageOf(known), undefined, undefined, metadataOf(known))
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
