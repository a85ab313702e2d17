import { randomUUID } from 'node:crypto'
import { toActionError } from './action-error'
import type { ActionRun, CallInfo } from './api'
import type { Hub } from './hub'
import type { Options } from './options'
import { createCalls } from './timeline/calls'
import { createStory, type Story } from './timeline/story'
import { createTimeline } from './timeline/timeline'
import { createTraces, type Work } from './trace'
import { type AdvancingClock, advancingClock } from './world/clock'
import { type Gates, startWorld, type World } from './world/world'

/** One life of the playground, from a fresh account on: what happened in it, and the world it happened in. */
export interface Run {
  id: string
  story: Story
  clock: AdvancingClock
  world: World
  /** Calls an action as a bot does. */
  callAction(name: string, input: Record<string, unknown>): Promise<ActionRun>
  close(): Promise<void>
}

export interface RunOptions {
  options: Options
  gates: Gates
  bundles: { integration: string }
  hub: Hub
}

const caller =
  ({ traces }: Story, { botpress }: World): Run['callAction'] =>
  async (name, input) => {
    const calls: CallInfo[] = []
    const work: Work = { calls }
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

/**
 * Begins a life: a new account with its shop, the integration installed, nothing told yet.
 * @throws what kept a part from starting
 */
export const startRun = async ({ options, gates, bundles, hub }: RunOptions): Promise<Run> => {
  const id = randomUUID().slice(0, 8)
  const clock = advancingClock()
  const timeline = createTimeline(id, clock.now)
  const story = createStory(timeline, createTraces())
  const calls = createCalls(story)
  const world = await startWorld({
    ...{ options, gates, bundles, clock, story, calls },
    onAnswer: () => {},
    onDelivery: () => {},
  })
  // What installing did would only fill the timeline before anybody has done something.
  timeline.reset(id)
  timeline.subscribe((told) => hub.tell('entry', told.entry, timeline.eventId(told)))
  return { id, story, clock, world, callAction: caller(story, world), close: world.close }
}
