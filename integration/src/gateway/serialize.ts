import type { Clock } from '../clock'
import { createExclusive } from '../exclusive'
import { withinBudget } from './budget'
import type { Stage } from './fetch'
import type { InvocationContext } from './invocation'
import { bodyOf, readRequest } from './request'

/** Parameters that name an object which Stripe locks together with the one in the path. */
const LOCKED_WITH = ['customer', 'subscription', 'invoice', 'payment_intent', 'charge']

/** The objects a mutation touches: the one in its path, and those its body names. A create may touch none. */
export const objectsOf = (input: string | URL | Request, init?: RequestInit): string[] => {
  const request = readRequest(input, init)
  if (!request.mutation) return []
  const body = bodyOf(init)
  const named = body === '' ? [] : [...new URLSearchParams(body)].filter(([key]) => LOCKED_WITH.includes(key))
  const objects = new Set([request.object, ...named.map(([, value]) => value)])
  return [...objects].filter((object) => object !== undefined && object !== '').sort() as string[]
}

/**
 * Mutations of one object run one after the other, in the order they came; different objects in parallel. Stripe would
 * answer the second with `lock_timeout`. An object's turn is held across the retries of its request, so that a later
 * change cannot overtake; turns are taken in sorted order, so that two requests never wait for each other.
 * @see docs.stripe.com/rate-limits (object lock timeouts)
 */
export const serialize = (context: InvocationContext, clock: Clock): Stage => {
  const exclusive = createExclusive()
  return (next) => (input, init) => {
    const objects = objectsOf(input, init)
    if (objects.length === 0) return next(input, init)
    return withinBudget(context.current(), clock, (isOver) => {
      const send = () => (isOver() ? Promise.reject(new Error('The invocation gave up waiting.')) : next(input, init))
      return objects.reduceRight((work, object) => () => exclusive(object, work), send)()
    })
  }
}
