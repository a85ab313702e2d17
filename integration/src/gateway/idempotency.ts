import { IntegrationError } from '../errors'
import type { Fetch, Stage } from './fetch'
import type { Invocation, InvocationContext } from './invocation'
import { withRecord } from './observe'
import { bodyOf, readRequest } from './request'

/** The metadata by which an object that we made can be found again when the answer was lost. */
export const KEY_METADATA = 'botpress_key'

/** What a created object that has been undone since looks like, by the path that creates it. */
type Undone = (object: Record<string, unknown>) => boolean
const isDeleted: Undone = ({ deleted }) => deleted === true
const isInactive: Undone = ({ deleted, active }) => deleted === true || active === false

/** The paths that create objects with metadata, which are listed newest first. @see docs.stripe.com/metadata */
const CREATES: Readonly<Record<string, Undone>> = {
  '/v1/checkout/sessions': ({ status }) => status === 'expired',
  '/v1/coupons': isDeleted,
  '/v1/customers': isDeleted,
  '/v1/invoiceitems': isDeleted,
  '/v1/invoices': isDeleted,
  '/v1/payment_intents': ({ status }) => status === 'canceled',
  '/v1/payment_links': isInactive,
  '/v1/prices': isInactive,
  '/v1/products': isInactive,
  '/v1/promotion_codes': isInactive,
  '/v1/refunds': ({ status }) => status === 'failed' || status === 'canceled',
  '/v1/subscription_schedules': ({ status }) => status === 'canceled',
  '/v1/subscriptions': ({ status }) => status === 'canceled',
}

/** How many numbers of one key are tried: as often can an object be made and undone within a day under one key. */
const MOST_NUMBERS = 25

/** Pages of 100 that are looked through for an object whose answer was lost. */
const PAGES = 3

/** The SDK makes a key of its own for each call, which we replace by one that survives a repeated invocation. */
const chosenKey = (headers: Headers): string | undefined => {
  const key = headers.get('idempotency-key')
  return key && !key.startsWith('stripe-node-retry-') ? key : undefined
}

const stepKey = (invocation: Invocation, operation: string): string => {
  const step = (invocation.steps.get(operation) ?? 0) + 1
  invocation.steps.set(operation, step)
  return `${invocation.keyPrefix}:${operation}${step === 1 ? '' : `:${step}`}`
}

const readObject = async (response: Response): Promise<Record<string, unknown>> => {
  const body: unknown = await response.clone().json()
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

/**
 * Gives every POST a key that is the same over all its attempts and differs between the steps of an invocation. When
 * the caller chose the key, a repeated invocation gets the first result:
 *
 * - A replayed success is verified by one read where the object may have been undone since; if so, the key's next
 *   number is used.
 * - A replayed refusal (a declined card, for example) is sent again under the next number: done means succeeded.
 * - A replayed 500, or a change whose answer was lost for good, is never repeated under another key. The object is
 *   looked for by our key in its metadata: found, it is the result; else the outcome is unknown.
 *
 * @see docs.stripe.com/api/idempotent_requests, docs.stripe.com/error-low-level
 * @throws {IntegrationError} stripe_outcome_unknown
 */
export const idempotency =
  (context: InvocationContext): Stage =>
  (next) =>
  async (input, init = {}) => {
    const { method, path, operation } = readRequest(input, init)
    const headers = new Headers(init.headers)
    const chosen = chosenKey(headers)
    const invocation = context.current()
    if (method !== 'POST' || !(chosen || invocation)) return next(input, init)
    const base = chosen ?? (invocation ? stepKey(invocation, operation) : '')
    const repeatable = chosen !== undefined || invocation?.repeatable === true
    const origin = new URL(String(input)).origin

    for (let number = 1; number <= MOST_NUMBERS; number++) {
      const key = number === 1 ? base : `${base}:${number}`
      const response = await send(next, input, withKey(init, headers, path, key))
      if (response === undefined || response.status >= 500) return found(next, origin, path, init, key)
      if (response.headers.get('idempotent-replayed') !== 'true' || !repeatable) return response
      if (response.status >= 400) continue
      if (await isStillThere(next, origin, path, init, response)) return response
    }
    throw new IntegrationError(
      'idempotency_mismatch',
      `The idempotency key was used ${MOST_NUMBERS} times within a day for something that was undone each time. Use a new key.`,
      { field: 'idempotencyKey' }
    )
  }

const withKey = (init: RequestInit, headers: Headers, path: string, key: string): RequestInit => {
  headers.set('idempotency-key', key)
  // The body grows by our metadata; whoever sends it counts its length.
  headers.delete('content-length')
  const body = bodyOf(init)
  if (!Object.hasOwn(CREATES, path)) return withRecord(init, { ...init, headers: new Headers(headers) })
  const mark = `metadata[${KEY_METADATA}]=${encodeURIComponent(key)}`
  return withRecord(init, { ...init, headers: new Headers(headers), body: body === '' ? mark : `${body}&${mark}` })
}

/** The answer, or undefined when it was lost: then nobody knows whether the change was made. */
const send = async (next: Fetch, input: Parameters<Fetch>[0], init: RequestInit): Promise<Response | undefined> => {
  try {
    return await next(input, init)
  } catch (error) {
    if (error instanceof IntegrationError && error.code === 'stripe_unavailable') return undefined
    throw error
  }
}

const read = (next: Fetch, url: string, init: RequestInit): Promise<Response> => {
  const headers = new Headers(init.headers)
  headers.delete('idempotency-key')
  headers.delete('content-type')
  headers.delete('content-length')
  const { signal } = init
  return next(url, withRecord(init, { method: 'GET', headers, ...(signal && { signal }) }))
}

const isStillThere = async (next: Fetch, origin: string, path: string, init: RequestInit, replay: Response) => {
  const undone = Object.hasOwn(CREATES, path) ? CREATES[path] : undefined
  const { id } = await readObject(replay)
  if (!undone || typeof id !== 'string') return true
  const current = await read(next, `${origin}${path}/${encodeURIComponent(id)}`, init)
  if (current.status === 404) return false
  return !current.ok || !undone(await readObject(current))
}

/** The object that was made under a key although its answer was lost. */
const found = async (next: Fetch, origin: string, path: string, init: RequestInit, key: string): Promise<Response> => {
  const object = Object.hasOwn(CREATES, path) ? await lookFor(next, origin, path, init, key) : undefined
  if (object) return Response.json(object)
  throw new IntegrationError(
    'stripe_outcome_unknown',
    'Stripe or the connection to it failed in the middle of a change, and it could not be found out whether the change was made. It was made at most once. Call again with the same idempotencyKey, or look in the Stripe Dashboard.'
  )
}

const lookFor = async (next: Fetch, origin: string, path: string, init: RequestInit, key: string) => {
  let after = ''
  for (let page = 0; page < PAGES; page++) {
    const list = await read(next, `${origin}${path}?limit=100${after}`, init).then(readObject, () => ({}))
    const data: unknown = 'data' in list ? list.data : undefined
    const objects = Array.isArray(data) ? data : []
    const mine = objects.find((object) => object?.metadata?.[KEY_METADATA] === key)
    if (mine) return mine
    if (!('has_more' in list) || list.has_more !== true) return undefined
    after = `&starting_after=${encodeURIComponent(objects.at(-1)?.id)}`
  }
  return undefined
}
