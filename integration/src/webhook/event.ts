import { at, isObject, type StripeObject } from './read'

/** What we read of a Stripe event, in whichever version it is rendered. */
export interface StripeEvent {
  id: string
  type: string
  /** Seconds since 1970. */
  created: number
  livemode: boolean
  /** Names a connected account; an account's own events have none. */
  account?: string | undefined
  api_version?: string | undefined
  data: { object: StripeObject; previous_attributes?: StripeObject | undefined }
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isNameOrNone = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string'

/** Where Stripe has nothing, it writes null, or leaves the field out. */
const orNone = <T>(value: T): NonNullable<T> | undefined => value ?? undefined

/**
 * The event in what Stripe sent or lists, or undefined for anything else. By hand, since every webhook waits for it,
 * and a schema takes longer.
 */
export const toEvent = (value: unknown): StripeEvent | undefined => {
  if (!isObject(value) || value.object !== 'event') return undefined
  const { id, type, created, livemode, data } = value
  const [object, previous] = [at(data, 'object'), orNone(at(data, 'previous_attributes'))]
  const [account, api_version] = [orNone(value.account), orNone(value.api_version)]
  if (!isName(id) || !isName(type) || typeof created !== 'number' || typeof livemode !== 'boolean') return undefined
  if (!isObject(object) || (previous !== undefined && !isObject(previous))) return undefined
  if (!isNameOrNone(account) || !isNameOrNone(api_version)) return undefined
  return {
    ...{ id, type, created, livemode, account, api_version },
    data: { object, previous_attributes: previous },
  }
}

const parsed = (rawBody: string): unknown => {
  try {
    return JSON.parse(rawBody)
  } catch {
    return undefined
  }
}

/** The event in a verified body, or undefined when the body is not one. */
export const parseEvent = (rawBody: string): StripeEvent | undefined => toEvent(parsed(rawBody))

/** A thin event: it only says what happened to which object. @see docs.stripe.com/event-destinations */
export const isThin = (rawBody: string): boolean => at(parsed(rawBody), 'object') === 'v2.core.event'
