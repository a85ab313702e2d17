import type { Stage, StripeAnswer } from './stage'

/**
 * Identical reads that are under way at the same time are made once. After any change, reads that began before it are
 * no longer shared, so that nobody reads what was true before their own change.
 */
export const share = (): Stage => {
  const underWay = new Map<string, Promise<StripeAnswer>>()
  return (next) => async (request, signal) => {
    if (request.mutation) return next(request, signal).finally(() => underWay.clear())
    // One object in two versions is two answers.
    const address = `${request.headers['stripe-version']} ${request.path}${request.query}`
    const mine = underWay.get(address)
    if (mine) {
      if (request.record) request.record.shared = true
      return mine
    }
    const reading = next(request, signal)
    underWay.set(address, reading)
    try {
      return await reading
    } finally {
      if (underWay.get(address) === reading) underWay.delete(address)
    }
  }
}
