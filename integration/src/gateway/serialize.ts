import type { Clock } from '../clock'
import { createExclusive } from '../exclusive'
import type { Lease } from '../shared/index'
import { withinBudget } from './budget'
import type { Stage, StripeAnswer, StripeRequest } from './stage'

/** Parameters that name an object which Stripe locks together with the one in the path. */
const LOCKED_WITH = ['customer', 'subscription', 'invoice', 'payment_intent', 'charge']

/** Most bodies name none, and reading one costs far more than looking. */
const NAMES_ONE = new RegExp(`(?:^|&)(?:${LOCKED_WITH.join('|')})=`)

/** The objects a mutation touches: the one in its path, and those its body names. A create may touch none. */
export const objectsOf = ({ mutation, object, body }: StripeRequest): string[] => {
  if (!mutation) return []
  const parameters = NAMES_ONE.test(body) ? [...new URLSearchParams(body)] : []
  const named = parameters.filter(([key]) => LOCKED_WITH.includes(key))
  const objects = new Set(named.map(([, value]) => value))
  if (object) objects.add(object)
  objects.delete('')
  return [...objects].sort()
}

/**
 * Mutations of one object run one after the other, in the order they came; different objects in parallel. Stripe would
 * answer the second with `lock_timeout`. An object's turn is held across the retries of its request, so that a later
 * change cannot overtake; turns are taken in sorted order, so that two requests never wait for each other.
 * @param lease the same among the instances: whoever has its turn in this process asks for it
 * @see docs.stripe.com/rate-limits (object lock timeouts)
 */
export const serialize = (clock: Clock, lease: Lease = (_object, _invocation, work) => work()): Stage => {
  const exclusive = createExclusive()
  return (next) => (request, cutoff) => {
    const objects = objectsOf(request)
    if (objects.length === 0) return next(request, cutoff)
    return withinBudget(request.invocation, clock, (isOver) => {
      const send = () =>
        isOver() ? Promise.reject(new Error('The invocation gave up waiting.')) : next(request, cutoff)
      const inTurn = (object: string, work: () => Promise<StripeAnswer>) => () =>
        exclusive(object, () => lease(object, request.invocation, work))
      return objects.reduceRight((work, object) => inTurn(object, work), send)()
    })
  }
}
