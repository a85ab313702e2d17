import { createHeap } from './heap'
import type { Environment, Scene } from './sandbox'
import type { Clock, Mode } from './types'

/** What can wait for its time: each has its work in `tasks.ts`. */
export type TaskName =
  | 'code expires'
  | 'coupon expires'
  | 'debit ends'
  | 'delivery'
  | 'draft is collected'
  | 'funds arrive'
  | 'invoice advances'
  | 'invoice is overdue'
  | 'invoice is tried again'
  | 'payout arrives'
  | 'period ends'
  | 'phases end'
  | 'phases end soon'
  | 'refund ends'
  | 'renewal comes'
  | 'resumption'
  | 'session expires'
  | 'subscription ends'
  | 'subscription was never paid'
  | 'test clock moves'
  | 'top-up arrives'
  | 'trial ends soon'

/** Work for later, as data: it is kept with the account. */
export interface Task {
  name: TaskName
  /** The object it is about. */
  id: string
  /** What the object still has to say then; otherwise it has changed, and the work is off. Seconds since 1970. */
  moment?: number
  state?: string
  /** Of a delivery. */
  endpoint?: string
  attempt?: number
}

export interface Planned {
  /** Counts up: of two that are due at the same time, the one that was planned earlier comes first. */
  key: number
  /** Milliseconds since 1970, on the clock that counts. */
  at: number
  mode: Mode
  /** A test clock; otherwise the sandbox's own. */
  clock?: string | undefined
  task: Task
}

/** What is done when the time has come. A promise is waited for, and only then the task is over. */
export type Work = (scene: Scene, task: Task) => void | Promise<void>

export interface Agenda {
  plan(planned: Omit<Planned, 'key'>): void
  /** All that is still to be done, or under way. */
  list(): Planned[]
  /** Takes over what was planned before a restart. */
  load(planned: readonly Planned[]): void
  /** Nothing is done any more. */
  stop(): void
}

interface Options {
  clockOf(planned: Planned): Clock | undefined
  perform(planned: Planned): void | Promise<void>
  /** Starts work that is waited for elsewhere. */
  background(work: () => Promise<void>): void
  /** Hears of every task that is added, and of its key when it is over. */
  record(key: number, planned: Planned | undefined): void
}

/** A timer holds at most 24.8 days. */
const LONGEST_SLEEP_MS = 20 * 86_400_000

const isBefore = (a: Planned, b: Planned): boolean => a.at < b.at || (a.at === b.at && a.key < b.key)

/** Those who wait for one clock; only the first of them has a timer. One at a time, so that the order is always the same. */
const createQueue = (clock: Clock, run: (planned: Planned) => void) => {
  const waiting = createHeap(isBefore)
  let timer: { at: number; cancel: AbortController } | undefined
  const wake = () => {
    timer = undefined
    const first = waiting.first()
    if (first && first.at <= clock.now()) {
      waiting.pop()
      run(first)
    }
    arm()
  }
  const arm = () => {
    const first = waiting.first()
    if (!first || (timer && timer.at <= first.at)) return
    timer?.cancel.abort()
    const cancel = new AbortController()
    timer = { at: first.at, cancel }
    const left = Math.max(0, first.at - clock.now())
    clock.sleep(Math.min(left, LONGEST_SLEEP_MS), cancel.signal).then(wake, () => undefined)
  }
  return {
    add: (planned: Planned): void => {
      waiting.push(planned)
      arm()
    },
    stop: (): void => timer?.cancel.abort(),
  }
}

/** What happens when its time has come, on whichever clock. */
export const createAgenda = ({ clockOf, perform, background, record }: Options): Agenda => {
  const open = new Map<number, Planned>()
  const queues = new Map<string | undefined, ReturnType<typeof createQueue>>()
  let next = 1
  let isStopped = false

  const run = (planned: Planned): void =>
    background(async () => {
      if (isStopped) return
      try {
        const work = perform(planned)
        if (work) await work
      } finally {
        open.delete(planned.key)
        if (!isStopped) record(planned.key, undefined)
      }
    })

  const enter = (planned: Planned): void => {
    const clock = clockOf(planned)
    if (!clock || isStopped) return
    open.set(planned.key, planned)
    if (planned.at <= clock.now()) {
      run(planned)
      return
    }
    const queue = queues.get(planned.clock) ?? createQueue(clock, run)
    queues.set(planned.clock, queue)
    queue.add(planned)
  }

  return {
    plan: (planned) => {
      const numbered = { key: next++, ...planned }
      record(numbered.key, numbered)
      enter(numbered)
    },
    list: () => [...open.values()].sort((a, b) => a.key - b.key),
    load: (planned) => {
      for (const one of planned.toSorted((a, b) => (isBefore(a, b) ? -1 : 1))) {
        next = Math.max(next, one.key + 1)
        enter(one)
      }
    },
    stop: () => {
      isStopped = true
      for (const queue of queues.values()) queue.stop()
    },
  }
}

const clockId = (env: Environment, clock: Clock | undefined): string | undefined =>
  clock && [...env.clocks].find(([, other]) => other === clock)?.[0]

/**
 * Does something when its moment has come on the clock of the objects. What it means to change may have changed by then:
 * the work looks again.
 * @param moment seconds since 1970
 */
export const at = ({ env, clock }: Scene, moment: number, task: Task): void =>
  env.agenda.plan({ at: moment * 1000, mode: env.mode, clock: clockId(env, clock), task })

/** Does something as soon as the request that caused it is answered, or in some milliseconds, on the sandbox's clock. */
export const soon = ({ sandbox, env }: Scene, ms: number, task: Task): void =>
  env.agenda.plan({ at: sandbox.clock.now() + ms, mode: env.mode, task })
