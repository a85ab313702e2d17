import type { Clock } from '../types'
import { createFaults, type Faults } from './faults'
import { createLimits, type LimitOptions } from './limits'
import { createLocks, lockedBy } from './locks'

/** How busy the sandbox pretends to be. Everything is off unless asked for. */
export interface TrafficOptions {
  limits?: LimitOptions
  /** One change to an object at a time; others meanwhile are answered lock_timeout. */
  locks?: boolean
  /** How long a request takes: anything from the first to the second, in milliseconds. */
  latencyMs?: readonly [number, number]
}

export interface Traffic {
  faults: Faults
  limits: { check(operation: string): void } | undefined
  /** Makes a change under the locks of its objects, and lets the time of a request pass. */
  carry<T>(
    change: { method: string; ids: readonly string[]; params: Record<string, unknown> },
    work: () => T | Promise<T>
  ): Promise<T>
}

/** @param random a number from 0 up to 1 */
export const createTraffic = (options: TrafficOptions, clock: Clock, random: () => number): Traffic => {
  const locks = createLocks()
  const [shortest, longest] = options.latencyMs ?? [0, 0]
  const pass = async (share: number) => {
    if (longest > 0) await clock.sleep((shortest + random() * (longest - shortest)) * share)
  }
  return {
    faults: createFaults(),
    limits: options.limits && createLimits(options.limits, clock, random() * 1000),
    carry: (change, work) => {
      const objects = options.locks ? lockedBy(change.method, change.ids, change.params) : []
      return locks.hold(objects, async () => {
        await pass(0.7)
        const result = await work()
        await pass(0.3)
        return result
      })
    },
  }
}
