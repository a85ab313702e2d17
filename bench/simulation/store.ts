import type { Clock } from '../../integration/src/clock'
import type { Run } from '../../integration/src/shared/redis/connection'

interface Limit {
  /** Until when each slot is held, or cools down. */
  slots: Map<string, number>
  /** Who waits, the longest first, and until when each is waited for. */
  line: Map<string, number>
}

/**
 * What `integration/src/shared/redis/scripts.ts` does for the pace, in simulated time: `take` and `release` line by line,
 * without what follows a 429, since none comes while all keep to the budget. The rest of the adapter is the real one.
 * @param latencyMs how long a command takes
 */
export const simulatedStore = (clock: Clock, latencyMs: number): Run & { commands(): number } => {
  const limits = new Map<string, Limit>()
  let count = 0
  const limitOf = (key: string): Limit => {
    const known = limits.get(key) ?? { slots: new Map(), line: new Map() }
    limits.set(key, known)
    return known
  }

  const look = (key: string, perSecond: number, me: string, wanted: number) => {
    const now = clock.now()
    const limit = limitOf(key)
    const { slots, line } = limit
    for (const [slot, until] of slots) if (until <= now) slots.delete(slot)
    for (const [who, until] of line) if (until <= now) line.delete(who)
    const cooling = [...slots].filter(([, until]) => until <= now + 1000).sort(([, a], [, b]) => a - b)
    const unused = perSecond - slots.size
    const available = Math.max(0, unused + cooling.length)
    const stands = line.has(me)
    const place = stands ? [...line.keys()].indexOf(me) : line.size
    const length = stands ? line.size : line.size + 1
    const mine = available > place ? Math.min(wanted, 1 + Math.floor((available - 1 - place) / length)) : 0
    const again = Math.min(5000, Math.max(50, ((place + 1 - available) / perSecond) * 500))
    return { limit, cooling, unused: Math.max(0, unused), mine, again, stands, length, isCrowded: available <= length }
  }

  const take = (keys: readonly string[], args: readonly (string | number)[]): unknown => {
    const now = clock.now()
    const [me, wanted, first, hold, ...rates] = [String(args[0]), ...args.slice(1).map(Number)]
    const looks = rates.map((rate, index) => look(keys[index * 4] ?? '', rate, me, wanted ?? 0))
    const given = Math.min(wanted ?? 0, ...looks.map(({ mine }) => mine))
    const again = Math.max(...looks.map((each) => each.again))
    const delays = Array.from({ length: given }, (_, number) => {
      let at = now
      for (const { limit, cooling, unused } of looks) {
        const [slot, until] = cooling[number - unused] ?? []
        if (slot !== undefined) limit.slots.delete(slot)
        at = Math.max(at, until ?? now)
      }
      for (const { limit } of looks) limit.slots.set(`${me}:${(first ?? 0) + number}`, at + (hold ?? 0))
      return String(at - now)
    })
    for (const { limit, mine, isCrowded, stands } of looks) {
      const isToWait = given < (wanted ?? 0) && (mine === given || (isCrowded && stands))
      if (!isToWait || given > 0) limit.line.delete(me)
      if (isToWait) limit.line.set(me, now + again + 500)
    }
    return [String(now), String(again), Math.max(1, ...looks.map(({ length }) => length)), ...delays]
  }

  const release = (keys: readonly string[], [slot = '', cooling = 0]: readonly (string | number)[]): unknown => {
    for (let index = 0; index < keys.length; index += 2) {
      const { slots } = limitOf(keys[index] ?? '')
      if (slots.has(String(slot))) slots.set(String(slot), clock.now() + Number(cooling))
    }
    return 1
  }

  const run: Run = async (script, keys, args) => {
    count++
    await clock.sleep(latencyMs / 2)
    const reply = script === 'take' ? take(keys, args) : release(keys, args)
    await clock.sleep(latencyMs / 2)
    return reply
  }
  return Object.assign(run, { commands: () => count })
}
