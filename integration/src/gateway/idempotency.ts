import { NAMES } from '../binding'
import { IntegrationError } from '../errors'
import { sha256 } from '../hash'
import type { Invocation } from './invocation'
import { toRequest } from './request'
import { answerOf, type Send, type Stage, type StripeAnswer, type StripeRequest } from './stage'

/** What a created object that has been undone since looks like, by the path that creates it. */
type Undone = (object: Record<string, unknown>) => boolean
const isDeleted: Undone = ({ deleted }) => deleted === true
const isInactive: Undone = ({ deleted, active }) => deleted === true || active === false
/** A code that was used up has done what it was made for: another one would be a second discount. */
const isUnused: Undone = ({ active, times_redeemed: times }) => active === false && times === 0

/** The paths that create objects with metadata, which are listed newest first. @see docs.stripe.com/metadata */
const CREATES: Readonly<Record<string, Undone>> = {
  '/v1/checkout/sessions': ({ status }) => status === 'expired',
  '/v1/coupons': isDeleted,
  '/v1/customers': isDeleted,
  '/v1/invoiceitems': isDeleted,
  '/v1/invoices': ({ deleted, status }) => deleted === true || status === 'void',
  '/v1/payment_intents': ({ status }) => status === 'canceled',
  '/v1/payment_links': isInactive,
  '/v1/prices': isInactive,
  '/v1/products': isInactive,
  '/v1/promotion_codes': isUnused,
  '/v1/refunds': ({ status }) => status === 'failed' || status === 'canceled',
  '/v1/subscription_schedules': ({ status }) => status === 'canceled',
  '/v1/subscriptions': ({ status }) => status === 'canceled' || status === 'incomplete_expired',
}

/** How many numbers of one key are tried: as often can an object be made and undone within a day under one key. */
const MOST_NUMBERS = 25

/** Pages of 100 that are looked through for an object whose answer was lost. */
const PAGES = 3

/** The SDK makes a key of its own for each call, which we replace by one that survives a repeated invocation. */
const chosenKey = ({ headers }: StripeRequest): string | undefined => {
  const key = headers['Idempotency-Key']
  return typeof key === 'string' && key !== '' && !key.startsWith('stripe-node-retry-') ? key : undefined
}

const stepKey = (invocation: Invocation, operation: string): string => {
  const step = (invocation.steps.get(operation) ?? 0) + 1
  invocation.steps.set(operation, step)
  return `${invocation.keyPrefix}:${operation}${step === 1 ? '' : `:${step}`}`
}

const readObject = (answer: StripeAnswer): Record<string, unknown> => {
  const body = answer.json()
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

/**
 * Gives every POST a key that is the same over all its attempts and differs between the steps of an invocation. When
 * the caller chose the key, a repeated invocation gets the first result:
 *
 * - A replayed success is verified by one read where the object may have been undone since; if so, the key's next
 *   number is used.
 * - A replayed refusal (a declined card, for example) is sent again under the next number: done means succeeded.
 * - A refusal because the parameters are not those of the first time counts as a replay when they differ only in what is
 *   found out anew: a moment counted from now, or who a chat user is at Stripe.
 * - A replayed 500, or a change whose answer was lost for good, is never repeated under another key. The object is
 *   looked for by our key in its metadata: found, it is the result; else the outcome is unknown.
 *
 * @see docs.stripe.com/api/idempotent_requests, docs.stripe.com/error-low-level
 * @throws {IntegrationError} stripe_outcome_unknown
 */
export const idempotency = (): Stage => (next) => async (request, cutoff) => {
  const chosen = chosenKey(request)
  const { invocation } = request
  if (request.method !== 'POST' || !(chosen || invocation)) return next(request, cutoff)
  const base = chosen ?? (invocation ? stepKey(invocation, request.operation) : '')
  const repeatable = chosen !== undefined || invocation?.repeatable === true

  for (let number = 1; number <= MOST_NUMBERS; number++) {
    const key = number === 1 ? base : `${base}:${number}`
    const answer = await send(next, withKey(request, key))
    if (answer === undefined || answer.status >= 500) return found(next, request, key)
    if (repeatable && isMismatch(answer)) {
      const first = await madeBefore(next, request, key)
      if (!first) return answer
      if (isUndone(request, first)) continue
      return answerOf(200, {}, JSON.stringify(first), first)
    }
    if (answer.headers['idempotent-replayed'] !== 'true' || !repeatable) return answer
    if (answer.status >= 400) continue
    if (await isStillThere(next, request, answer)) return answer
  }
  throw new IntegrationError(
    'idempotency_mismatch',
    `The idempotency key was used ${MOST_NUMBERS} times within a day for something that was undone each time. Use a new key.`,
    { field: 'idempotencyKey' }
  )
}

/** The parameter that is counted from now: in a repeated call it is another. */
const MOMENT = /(^|&)expires_at=\d+/
/** What depends on who a chat user is at Stripe, who may have become a customer since. */
const BUYER = /&customer(?:_creation|_update\[\w+\])?=[^&]*/g
const BY_USER = `metadata[${NAMES.buyer}]=user`

/** The mark of a call that has such parameters; undefined for others, which are the same each time. */
const callMark = ({ body }: StripeRequest): string | undefined => {
  const isByUser = body.includes(BY_USER)
  if (!isByUser && !MOMENT.test(body)) return undefined
  const same = body.replace(MOMENT, '')
  return sha256(isByUser ? same.replace(BUYER, '') : same, 'base64url').slice(0, 22)
}

const isMismatch = (answer: StripeAnswer): boolean => {
  if (answer.status !== 400) return false
  const { error } = readObject(answer)
  return typeof error === 'object' && error !== null && 'type' in error && error.type === 'idempotency_error'
}

/** What the same call made when it was made before. Another call under the same key is none. */
const madeBefore = async (next: Send, request: StripeRequest, key: string) => {
  const mark = callMark(request)
  const object = mark === undefined ? undefined : await lookFor(next, request, key)
  return object?.metadata?.[NAMES.call] === mark ? object : undefined
}

const isUndone = ({ path }: StripeRequest, object: Record<string, unknown>): boolean =>
  Object.hasOwn(CREATES, path) && CREATES[path]?.(object) === true

const withKey = (request: StripeRequest, key: string): StripeRequest => ({
  ...request,
  headers: { ...request.headers, 'Idempotency-Key': key },
  body: Object.hasOwn(CREATES, request.path) ? withMarks(request, key) : request.body,
})

/** The body of a create, with what the object is found by again. */
const withMarks = (request: StripeRequest, key: string): string => {
  const call = callMark(request)
  const marks = `metadata[${NAMES.key}]=${encodeURIComponent(key)}${call ? `&metadata[${NAMES.call}]=${call}` : ''}`
  return request.body === '' ? marks : `${request.body}&${marks}`
}

/** The answer, or undefined when it was lost: then nobody knows whether the change was made. */
const send = async (next: Send, request: StripeRequest): Promise<StripeAnswer | undefined> => {
  try {
    return await next(request)
  } catch (error) {
    if (error instanceof IntegrationError && error.code === 'stripe_unavailable') return undefined
    throw error
  }
}

/** A read on behalf of a request: with its credentials, as part of the same call. */
const read = (next: Send, request: StripeRequest, target: string): Promise<StripeAnswer> => {
  const { 'Idempotency-Key': _, 'Content-Type': __, ...headers } = request.headers
  const reading = toRequest('GET', request.origin, target, { headers, invocation: request.invocation })
  return next(request.record ? { ...reading, record: request.record } : reading)
}

const isStillThere = async (next: Send, request: StripeRequest, replay: StripeAnswer): Promise<boolean> => {
  const { id } = readObject(replay)
  if (!Object.hasOwn(CREATES, request.path) || typeof id !== 'string') return true
  const current = await read(next, request, `${request.path}/${encodeURIComponent(id)}`)
  if (current.status === 404) return false
  return current.status >= 400 || !isUndone(request, readObject(current))
}

/** The object that was made under a key although its answer was lost. */
const found = async (next: Send, request: StripeRequest, key: string): Promise<StripeAnswer> => {
  const object = Object.hasOwn(CREATES, request.path) ? await lookFor(next, request, key) : undefined
  if (object) return answerOf(200, {}, JSON.stringify(object), object)
  throw new IntegrationError(
    'stripe_outcome_unknown',
    'Stripe or the connection to it failed in the middle of a change, and it could not be found out whether the change was made. It was made at most once. Call again with the same idempotencyKey, or look in the Stripe Dashboard.'
  )
}

/** An object as it is listed. */
type Listed = Record<string, unknown> & { metadata?: Record<string, unknown> }

const lookFor = async (next: Send, request: StripeRequest, key: string): Promise<Listed | undefined> => {
  let after = ''
  for (let page = 0; page < PAGES; page++) {
    const list = await read(next, request, `${request.path}?limit=100${after}`).then(readObject, () => undefined)
    const objects: Listed[] = Array.isArray(list?.data) ? list.data : []
    const mine = objects.find((object) => object.metadata?.[NAMES.key] === key)
    if (mine) return mine
    if (list?.has_more !== true) return undefined
    after = `&starting_after=${encodeURIComponent(String(objects.at(-1)?.id))}`
  }
  return undefined
}
