import { StripeApiError } from '../protocol/errors'
import type { Clock } from '../types'

/** How a limiter counts. Stripe does not say which way it does. */
export type Window = 'fixed' | 'sliding' | 'bucket'

export interface LimitOptions {
  /** Requests a second of the whole account, of each endpoint, and of all searches together. */
  account: number
  endpoint: number
  search: number
  window: Window
}

/** Takes a request, or refuses it. */
type Limiter = () => boolean

const fixed = (clock: Clock, limit: number, phase: number): Limiter => {
  let [window, count] = [-1, 0]
  return () => {
    const current = Math.floor((clock.now() + phase) / 1000)
    if (current !== window) [window, count] = [current, 0]
    if (count >= limit) return false
    count++
    return true
  }
}

const sliding = (clock: Clock, limit: number): Limiter => {
  let taken: number[] = []
  return () => {
    const since = clock.now() - 1000
    taken = taken.filter((at) => at > since)
    if (taken.length >= limit) return false
    taken.push(clock.now())
    return true
  }
}

const bucket = (clock: Clock, limit: number): Limiter => {
  let [tokens, at] = [limit, clock.now()]
  return () => {
    tokens = Math.min(limit, tokens + ((clock.now() - at) / 1000) * limit)
    at = clock.now()
    if (tokens < 1) return false
    tokens--
    return true
  }
}

const limiterOf = (window: Window, clock: Clock, limit: number, phase: number): Limiter =>
  window === 'fixed' ? fixed(clock, limit, phase) : window === 'sliding' ? sliding(clock, limit) : bucket(clock, limit)

const refused = (reason: string): StripeApiError =>
  new StripeApiError(
    429,
    {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message:
        'Testmode request rate limit exceeded, the rate limits in testmode are lower than livemode. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
    },
    { 'stripe-rate-limited-reason': reason }
  )

/**
 * Stripe's rate limits: refused requests do not count, and are not kept under an idempotency key.
 * @see docs.stripe.com/rate-limits
 */
export const createLimits = (options: LimitOptions, clock: Clock, phase: number) => {
  const make = (limit: number) => limiterOf(options.window, clock, limit, phase)
  const account = make(options.account)
  const search = make(options.search)
  const endpoints = new Map<string, Limiter>()
  return {
    /** @throws {StripeApiError} 429 with the reason in its header */
    check: (operation: string): void => {
      const endpoint = endpoints.get(operation) ?? make(options.endpoint)
      endpoints.set(operation, endpoint)
      if (!account()) throw refused('global-rate')
      const isSearch = operation.endsWith('/search')
      if (isSearch ? !search() : !endpoint()) throw refused('endpoint-rate')
    },
  }
}
