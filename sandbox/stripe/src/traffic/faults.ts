import { StripeApiError } from '../protocol/errors'
import type { Answer } from '../protocol/idempotency'

/**
 * What can go wrong between a client and Stripe. "Before": Stripe never got the request; "after": what it asked for was
 * done, and the answer was lost.
 */
export const FAULTS = [
  '429 limiter',
  '429 lock',
  '409',
  '500 before',
  '500 after',
  '503',
  'reset before',
  'reset after',
  'timeout before',
  'timeout after',
  'truncated reply',
  'HTML reply',
] as const

export type Fault = (typeof FAULTS)[number]

export interface FaultRule {
  fault: Fault
  /** How many requests it hits; the rest go through. */
  times: number
  /** Which operations it hits, such as `POST /v1/customers`. Default: all. */
  operation?: string
  /** The same in words of one's own. */
  matches?: (operation: string) => boolean
}

const STATUS: Partial<Record<Fault, StripeApiError>> = {
  '429 limiter': new StripeApiError(
    429,
    { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' },
    { 'stripe-rate-limited-reason': 'global-rate' }
  ),
  '429 lock': new StripeApiError(
    429,
    { type: 'invalid_request_error', code: 'lock_timeout', message: 'This object cannot be accessed right now.' },
    { 'stripe-should-retry': 'true' }
  ),
  '409': new StripeApiError(409, {
    ...{ type: 'idempotency_error', code: 'idempotency_key_in_use' },
    message: 'There is currently another in-progress request using this Idempotent Key.',
  }),
  '503': new StripeApiError(503, { type: 'api_error', message: 'Service unavailable.' }),
}

/** Answers 500: kept under the idempotency key and replayed for a day, whatever became of the request. */
const serverError = (): StripeApiError =>
  new StripeApiError(500, { type: 'api_error', message: 'An unknown error occurred' })

const reset = (): Error =>
  Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  })

const hang = (gone: () => AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const signal = gone()
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

const cutOff = ({ body, ...rest }: Answer): Answer => ({ ...rest, body: body.slice(0, Math.floor(body.length / 2)) })

const HTML: Answer = {
  ...{ status: 502, body: '<html><body>502 Bad Gateway</body></html>' },
  headers: { 'content-type': 'text/plain;charset=UTF-8' },
}

const hitsOperation = ({ operation: only, matches }: FaultRule, operation: string): boolean =>
  (only === undefined || only === operation) && (matches?.(operation) ?? true)

/** Faults on demand, for tests and demonstrations. */
export const createFaults = () => {
  let rules: FaultRule[] = []
  let hits = 0

  const next = (operation: string): Fault | undefined => {
    const rule = rules.find((one) => one.times > 0 && hitsOperation(one, operation))
    if (!rule) return undefined
    rule.times--
    hits++
    return rule.fault
  }

  return {
    /** Adds a rule; the first one that fits and is not used up decides. */
    add: (rule: FaultRule): void => void rules.push({ ...rule }),
    clear: (): void => {
      rules = []
      hits = 0
    },
    /** What is still to come. */
    list: (): Array<Omit<FaultRule, 'matches'>> =>
      rules.filter(({ times }) => times > 0).map(({ matches: _, ...rule }) => rule),
    /** How many requests were hit so far. */
    hits: (): number => hits,

    /** Takes the place of an answer, or spoils it. */
    around: async (
      operation: string,
      gone: () => AbortSignal,
      answer: (fault: Fault | undefined) => Promise<Answer>
    ): Promise<Answer> => {
      const fault = next(operation)
      if (fault === 'reset before') throw reset()
      if (fault === 'timeout before') return hang(gone)
      const response = await answer(fault)
      if (fault === 'reset after') throw reset()
      if (fault === 'timeout after') return hang(gone)
      if (fault === 'truncated reply') return cutOff(response)
      if (fault === 'HTML reply') return HTML
      return response
    },

    /** Inside the API: refuses a request before it begins. */
    refuse: (fault: Fault | undefined): void => {
      const error = fault && STATUS[fault]
      if (error) throw error
    },

    /** Inside the endpoint: fails before or after the work. */
    during: async <T>(fault: Fault | undefined, work: () => Promise<T>): Promise<T> => {
      if (fault === '500 before') throw serverError()
      const result = await work()
      if (fault === '500 after') throw serverError()
      return result
    },
  }
}

export type Faults = ReturnType<typeof createFaults>
