import type { Stage } from './fetch'
import { recordOf } from './observe'
import { readRequest } from './request'

/**
 * Identical reads that are under way at the same time are made once. After any change, reads that began before it are
 * no longer shared, so that nobody reads what was true before their own change.
 */
export const share = (): Stage => {
  const underWay = new Map<string, Promise<Response>>()
  return (next) => async (input, init) => {
    const { mutation } = readRequest(input, init)
    if (mutation) return next(input, init).finally(() => underWay.clear())
    const url = String(input)
    const mine = underWay.get(url)
    if (mine) {
      const record = recordOf(init)
      if (record) record.shared = true
      return (await mine).clone()
    }
    const reading = next(input, init)
    underWay.set(url, reading)
    try {
      return (await reading).clone()
    } finally {
      if (underWay.get(url) === reading) underWay.delete(url)
    }
  }
}
