import type { Stage, StripeAnswer } from './stage'

/**
 * Identical reads that are under way at the same time are made once. After any change, reads that began before it are
 * no longer shared, so that nobody reads what was true before their own change.
 */
export const share = (): Stage => {
  // No Map: see exclusive.ts.
  let any = false
  let underWay: Record<string, Promise<StripeAnswer>> = Object.create(null)
  return (next) => async (request, cutoff) => {
    if (request.mutation) {
      try {
        return await next(request, cutoff)
      } finally {
        if (any) underWay = Object.create(null)
        any = false
      }
    }
    // One object in two versions is two answers.
    const address = `${request.headers['Stripe-Version']} ${request.path}${request.query}`
    const mine = underWay[address]
    if (mine) {
      if (request.record) request.record.shared = true
      return mine
    }
    const reading = next(request, cutoff)
    underWay[address] = reading
    any = true
    try {
      return await reading
    } finally {
      if (underWay[address] === reading) delete underWay[address]
    }
  }
}
