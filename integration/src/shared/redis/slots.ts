import { z } from '@botpress/sdk'
import { busy, remaining, withinBudget } from '../../gateway/budget'
import { type Limits, refusedBy } from '../../gateway/pace'
import type { Stage, StripeAnswer, StripeRequest } from '../../gateway/stage'
import type { Tools } from './tools'

/** How long a slot may be held: longer than a try may take. After it, its process is taken for gone. Milliseconds. */
const HOLD = 15_000
/** How long a slot cools down after the answer. Milliseconds. */
const COOLING = 1000
/** So far may the clocks be apart without being spoken of. Nothing depends on it. Milliseconds. */
const CLOCKS_APART = 30_000

/** How long it is believed after a failure that as many instances are there as before. Milliseconds. */
const SHARE_HOLDS = 3_000

const FORGOTTEN =
  'Redis forgot a request that is under way: it was restarted, or it evicts keys, which `maxmemory-policy noeviction` prevents.'

/** The answer of the script: Redis' time, when to ask again, how many stand in line, and when each slot may be used. */
const taken = z.tuple([z.coerce.number(), z.coerce.number(), z.number()]).rest(z.coerce.number())

/** A limit as the scripts know it. */
interface Limit {
  name: string
  perSecond: number
}

/** Requests that are under the same limits. */
interface Group {
  limits: readonly Limit[]
  /** Those that wait for a slot, in the order they came. `undefined`: go on alone. */
  waiting: Array<{ go(slot: string | undefined): void; timeLeft(): number; refuse(error: Error): void }>
  isAsking: boolean
}

const groupsBy = (limits: Limits) => {
  const groups = new Map<string, Group>()
  return ({ operation, search }: StripeRequest): Group => {
    const name = search ? 'search' : operation
    const known = groups.get(name)
    if (known) return known
    const own = { name: name.replaceAll(/[^\w/]+/g, '.'), perSecond: search ? limits.search : limits.endpoint }
    const group = { limits: [{ name: 'account', perSecond: limits.account }, own], waiting: [], isAsking: false }
    groups.set(name, group)
    return group
  }
}

/**
 * The pace of all instances: each try waits for a slot of the budget they share. It is taken when the request is sent and
 * is free one second after its answer, as in `gateway/pace.ts`, which lets no more requests come here than one process may
 * send, and is all there is while Redis cannot be used.
 */
export const paceTogether = (place: string, limits: Limits, tools: Tools): Stage => {
  const { run, clock, random, me, sayOnce } = tools
  const groupOf = groupsBy(limits)
  let taken = 0
  /** How many instances wanted more than they got, when this one last asked. */
  let inLine = { count: 1, at: Number.NEGATIVE_INFINITY }
  let aloneAt = Number.NEGATIVE_INFINITY

  const keysOf = (group: Group, parts: readonly string[]): string[] =>
    group.limits.flatMap(({ name }) => parts.map((part) => `${place}:${name}:${part}`))

  const release = (group: Group, slot: string, cooling: number, refused: Limit | undefined): void => {
    const index = refused === undefined ? 0 : group.limits.indexOf(refused) + 1
    const args = [slot, cooling, index, ...group.limits.map(({ perSecond }) => perSecond)]
    run('release', keysOf(group, ['slots', 'share']), args).then(
      (known) => known === 0 && sayOnce(FORGOTTEN),
      // It is free after its time.
      () => undefined
    )
  }

  /** Asks for as many slots as requests wait. Resolves when to ask again. */
  const ask = async (group: Group): Promise<number> => {
    const wanted = group.waiting.length
    const args = [me, wanted, taken, HOLD, ...group.limits.map(({ perSecond }) => perSecond)]
    const first = taken
    taken += wanted
    const [time, again, line, ...delays] = parse(
      await run('take', keysOf(group, ['slots', 'line', 'alive', 'share']), args)
    )
    inLine = { count: line, at: clock.now() }
    if (Math.abs(time - clock.now()) > CLOCKS_APART) sayOnce(apart(time - clock.now()))
    delays.forEach((delay, index) => {
      promise(group, `${me}:${first + index}`, delay)
    })
    return delays.length < wanted ? again : 0
  }

  /** Hands a slot that may be used in some milliseconds to the one who has waited the longest and still has the time. */
  const promise = (group: Group, slot: string, delay: number): void => {
    let next = group.waiting.shift()
    while (next && next.timeLeft() <= delay) {
      next.refuse(busy(delay))
      next = group.waiting.shift()
    }
    const { go } = next ?? {}
    if (!go) release(group, slot, Math.max(0, delay), undefined)
    else if (delay <= 0) go(slot)
    else clock.after(Math.ceil(delay), () => go(slot))
  }

  /** Without Redis. For a while, nobody takes more than its share: what is short does not become more by a failure. */
  const goAlone = ({ go }: Group['waiting'][number]): void => {
    const now = clock.now()
    const isFree = inLine.count === 1 || now - inLine.at > SHARE_HOLDS
    aloneAt = isFree ? now : Math.max(now, aloneAt) + (1000 * inLine.count) / limits.account
    if (isFree) go(undefined)
    else clock.after(aloneAt - now, () => go(undefined))
  }

  const serve = async (group: Group): Promise<void> => {
    if (group.isAsking) return
    group.isAsking = true
    try {
      while (group.waiting.length > 0) {
        const again = await ask(group)
        if (again > 0) await clock.sleep(again * (0.75 + random() / 4))
      }
    } catch {
      for (const waiting of group.waiting.splice(0)) goAlone(waiting)
    } finally {
      group.isAsking = false
    }
  }

  const slotFor = (group: Group, { invocation }: StripeRequest): Promise<string | undefined> =>
    withinBudget(invocation, clock, async (isOver) => {
      const slot = await new Promise<string | undefined>((go, refuse) => {
        group.waiting.push({ go, refuse, timeLeft: () => remaining(invocation, clock) })
        serve(group)
      })
      if (isOver() && slot !== undefined) release(group, slot, 0, undefined)
      return slot
    })

  return (next) => async (request, cutoff) => {
    const group = groupOf(request)
    const askedAt = clock.now()
    const slot = await slotFor(group, request)
    if (request.record) request.record.paced += clock.now() - askedAt
    if (slot === undefined) return next(request, cutoff)
    if (cutoff?.reason) {
      // The try ended while it waited: nothing is sent.
      release(group, slot, 0, undefined)
      throw cutoff.reason
    }
    let answer: StripeAnswer | undefined
    try {
      answer = await next(request, cutoff)
      return answer
    } finally {
      release(group, slot, COOLING, answer && refusedBy(answer, group.limits))
    }
  }
}

const apart = (ms: number): string =>
  `The clocks of Redis and of this instance are ${Math.round(Math.abs(ms) / 1000)} s apart. Only Redis' is used for what is shared.`

const parse = (reply: unknown): [time: number, again: number, line: number, ...delays: number[]] => taken.parse(reply)
