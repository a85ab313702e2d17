import { StripeApiError } from '../protocol/errors'

/** Parameters that name an object which is locked together with the one in the path. */
const LOCKED_WITH = ['customer', 'subscription', 'invoice', 'payment_intent', 'charge']

const busy = (): StripeApiError =>
  new StripeApiError(
    429,
    {
      type: 'invalid_request_error',
      code: 'lock_timeout',
      message:
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request.',
    },
    { 'stripe-should-retry': 'true' }
  )

/** The objects a change locks while it is made. */
export const lockedBy = (method: string, ids: readonly string[], params: Record<string, unknown>): string[] => {
  if (method === 'GET') return []
  const named = LOCKED_WITH.map((name) => params[name]).filter((value) => typeof value === 'string' && value !== '')
  return [...new Set([...ids.slice(0, 1), ...named.map(String)])]
}

/** One change to an object at a time. @see docs.stripe.com/rate-limits (object lock timeouts) */
export const createLocks = () => {
  const held = new Set<string>()
  return {
    /** Holds the objects while the work goes on. @throws {StripeApiError} 429 lock_timeout when one is held */
    hold: async <T>(objects: readonly string[], work: () => Promise<T>): Promise<T> => {
      if (objects.some((object) => held.has(object))) throw busy()
      for (const object of objects) held.add(object)
      try {
        return await work()
      } finally {
        for (const object of objects) held.delete(object)
      }
    },
  }
}
