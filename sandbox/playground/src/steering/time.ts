import { randomUUID } from 'node:crypto'
import type { Job, TimeInfo } from '../api'
import type { Story } from '../timeline/story'
import type { AdvancingClock } from '../world/clock'

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Further, and a monthly subscription has more renewals than anybody reads. Seconds. */
export const FURTHEST = 400 * DAY

export const JUMPS: TimeInfo['jumps'] = [
  { title: '6 minutes', seconds: 6 * MINUTE, description: 'A webhook that failed is sent again' },
  {
    title: '1 hour',
    seconds: HOUR,
    description: 'A draft invoice is finalized and charged; a short payment page expires',
  },
  { title: '1 day', seconds: DAY, description: 'A payment page expires; its reminder comes before' },
  { title: '1 week', seconds: 7 * DAY, description: 'A trial of a week ends' },
  { title: '1 month', seconds: 31 * DAY, description: 'Monthly subscriptions renew' },
  { title: '1 year', seconds: 366 * DAY, description: 'Yearly subscriptions renew' },
]

const UNITS: ReadonlyArray<[number, string]> = [
  [DAY, 'day'],
  [HOUR, 'hour'],
  [MINUTE, 'minute'],
  [1, 'second'],
]

const words = (seconds: number): string => {
  const [size, unit] = UNITS.find(([size]) => seconds >= size && seconds % size === 0) ?? [1, 'second']
  const count = seconds / size
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

interface Parts {
  clock: AdvancingClock
  story: Story
  /** Lets happen what is due by now, and resolves when it has. */
  settled(): Promise<void>
  tell(job: Job): void
}

/** A jump is made in so many steps, so that what is due in Botpress comes between what is due at Stripe. */
const STEPS = 250
/** Progress is told in steps of this share. */
const TOLD = 0.01

/** Lets everything run that is only waiting for its turn. */
const idle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Moves time on, one jump at once. */
export const createTime = ({ clock, story, settled, tell }: Parts) => {
  let running: Promise<void> | undefined
  const rest = async () => {
    await idle()
    await settled()
    await idle()
  }

  const jump = async (seconds: number, begun: Job): Promise<void> => {
    let told = 0
    const progress = (share: number) => {
      if (share - told < TOLD || share >= 1) return
      told = share
      tell({ ...begun, progress: share })
    }
    try {
      for (let step = 0; step < STEPS; step++) {
        await clock.advance((seconds * 1000) / STEPS, rest)
        await rest()
        progress((step + 1) / STEPS)
      }
      tell({ ...begun, progress: 1, state: 'done' })
    } catch (error) {
      tell({
        ...begun,
        progress: told,
        state: 'failed',
        message: error instanceof Error ? error.message : String(error),
      })
    }
  }

  return {
    now: (): TimeInfo => ({ now: clock.now(), ahead: Math.round(clock.ahead() / 1000), jumps: JUMPS }),
    /** Begins a jump. @returns nothing while another one is under way */
    begin: (seconds: number): Job | undefined => {
      if (running) return undefined
      const job: Job = { id: randomUUID().slice(0, 8), title: `${words(seconds)} ahead`, progress: 0, state: 'running' }
      story.timeline.add({ kind: 'fault', title: 'Time moves on', detail: words(seconds), ok: true })
      running = jump(seconds, job).finally(() => {
        running = undefined
      })
      return job
    },
    /** Resolves when no jump is under way. */
    ended: async (): Promise<void> => running,
  }
}

export type Time = ReturnType<typeof createTime>
