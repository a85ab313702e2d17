import { randomUUID } from 'node:crypto'
import { toActionError } from './action-error'
import type { ActionRun, CallInfo, ConversationInfo, Job } from './api'
import { createFigures, type FiguresOf } from './figures'
import type { Hub } from './hub'
import { createObjects, type Objects } from './objects'
import type { Options } from './options'
import { createRush, type Rush } from './steering/rush'
import { createSwitches, STRIPE_LIMIT, type Switches } from './steering/switches'
import { createTime, type Time } from './steering/time'
import { createCalls } from './timeline/calls'
import { createStory, type Story } from './timeline/story'
import { createTimeline } from './timeline/timeline'
import { createTraces, type Work } from './trace'
import { advancingClock } from './world/clock'
import { watchConversations } from './world/conversations'
import { createInstances } from './world/instances'
import { type Bundles, type Gates, startWorld, type World } from './world/world'

/** One life of the playground, from a fresh account on: what happened in it, and the world it happened in. */
export interface Run {
  id: string
  story: Story
  world: World
  switches: Switches
  time: Time
  rush: Rush
  figures: FiguresOf
  /** Not there with the real Stripe. */
  objects: Objects | undefined
  /** Those of the chat, the one with the newest message first. */
  conversations(): ConversationInfo[]
  /** Calls an action as a bot does. */
  callAction(name: string, input: Record<string, unknown>): Promise<ActionRun>
  close(): Promise<void>
}

export interface RunOptions {
  options: Options
  gates: Gates
  bundles: Bundles
  hub: Hub
  /** What the instances share their limits in. */
  redisUrl?: string | undefined
  /** A Stripe for tests, in place of the real one. */
  stripeUrl?: string | undefined
}

/**
 * Whoever tries the actions is the shop's staff: nothing is refused that a configuration can allow. The bot in the chat
 * has the defaults, which are what a bot for customers should have.
 */
export const STAFF = {
  ...{ access: 'any', refunds: 'any', refundDays: 0 },
  ...{ largestTrialDays: 730, largestDiscountPercent: 100, allowedRequests: ['GET /v1/*', 'POST /v1/*'] },
}

const caller =
  ({ traces }: Story, { botpress }: World): Run['callAction'] =>
  async (name, input) => {
    const calls: CallInfo[] = []
    const work: Work = { calls, configuration: STAFF }
    const startedAt = performance.now()
    const facts = () => ({
      ...{ entryId: work.handedId ?? '', durationMs: Math.round(performance.now() - startedAt), calls },
    })
    try {
      const { output } = await traces.run(work, () => botpress.callAction(name, input))
      return { ...facts(), ok: true, output }
    } catch (error) {
      return { ...facts(), ok: false, error: toActionError(error) }
    }
  }

/** Actions that a busy instance has under way. */
const AT_ONCE = 25

/** A sample each second, told to whoever looks. */
const sampleEverySecond = (figures: FiguresOf, hub: Hub, now: () => number): (() => void) => {
  const timer = setInterval(() => hub.tell('sample', figures.tick(now())), 1_000)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * Begins a life: a new account with its shop, the integration installed, nothing told yet.
 * @throws what kept a part from starting
 */
export const startRun = async ({ options, gates, bundles, hub, redisUrl, stripeUrl }: RunOptions): Promise<Run> => {
  const id = randomUUID().slice(0, 8)
  const { instances = 1 } = options
  const clock = advancingClock()
  const timeline = createTimeline(id, clock.now)
  const story = createStory(timeline, createTraces())
  let switches: Switches | undefined
  let objects: Objects | undefined
  const figures = createFigures({
    ...{ timeline, countsArrivals: gates.stripe !== undefined },
    limit: () => switches?.limit() ?? STRIPE_LIMIT,
  })
  const world = await startWorld({
    ...{
      options,
      gates,
      bundles,
      stripeUrl,
      redisUrl,
      clock,
      instances: createInstances(instances),
      story,
      calls: createCalls(story),
    },
    onStripe: (stripe) => {
      objects = createObjects(stripe)
    },
    onAnswer: ({ response, names }) => {
      figures.answered(response?.status ?? 0)
      switches?.answered(response)
      objects?.add(names)
    },
    onDelivery: ({ isRepeated }) => switches?.delivered(isRepeated),
  })
  const { stripe, botpress, settled } = world
  switches = createSwitches({ stripe, botpress, story })
  // Instances side by side are about the limit that they share.
  if (instances > 1) switches.set('rate-limit', true, STRIPE_LIMIT)
  const tell = (job: Job) => hub.tell('job', job)
  const time = createTime({ clock, story, settled, tell })
  const rush = createRush({ story, tell, call: caller(story, world), atOnce: AT_ONCE * instances })
  // What installing did would only fill the timeline before anybody has done something.
  timeline.reset(id)
  figures.tick(clock.now())
  const conversations = watchConversations(botpress)
  const ends = [
    timeline.subscribe((told) => hub.tell('entry', told.entry, timeline.eventId(told))),
    sampleEverySecond(figures, hub, Date.now),
    figures.end,
    conversations.end,
  ]
  return {
    ...{ id, story, world, switches, time, rush, figures, objects, callAction: caller(story, world) },
    conversations: conversations.list,
    close: async () => {
      for (const end of ends) end()
      await world.close()
    },
  }
}
