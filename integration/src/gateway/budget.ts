import type { Clock } from '../clock'
import { IntegrationError } from '../errors'
import type { Invocation } from './invocation'

/** What an invocation gets whose time is up, instead of a hang. */
export const busy = (retryAfterMs: number, cause?: unknown): IntegrationError => {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  return new IntegrationError('stripe_busy', `Stripe is busy. Try again in ${seconds} s.`, {
    retryAfterSeconds: seconds,
    cause,
  })
}

/** How long an invocation may still take, in milliseconds; calls outside of one are not limited. */
export const remaining = (invocation: Invocation | undefined, clock: Clock): number =>
  invocation ? invocation.deadline - clock.now() : Number.POSITIVE_INFINITY

/** What a caller is told to wait when it gave up in a queue. Milliseconds. */
const QUEUE_RETRY = 5_000

/**
 * Runs work that may wait in a queue. When the invocation's time is up before it began, the caller gets `stripe_busy`
 * and the work, told by `isOver`, must not begin any more.
 */
export const withinBudget = async <T>(
  invocation: Invocation | undefined,
  clock: Clock,
  work: (isOver: () => boolean) => Promise<T>
): Promise<T> => {
  if (!invocation) return work(() => false)
  let begun = false
  let over = false
  const isOver = () => {
    begun = !over
    return over
  }
  return new Promise<T>((resolve, reject) => {
    const stop = clock.after(Math.max(0, remaining(invocation, clock)), () => {
      // Work that has begun is left to end: its own tries are within the budget.
      if (begun) return
      over = true
      reject(busy(QUEUE_RETRY))
    })
    work(isOver).then(resolve, reject).finally(stop)
  })
}
