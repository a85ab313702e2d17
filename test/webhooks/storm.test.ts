import { describe, expect, it } from 'vitest'
import { storm } from './storm'

/** `.ci/run` wants the full number. Several seeds by commas; each is another storm. */
const EVENTS = Number(process.env.STORM_EVENTS ?? 500)
const SEEDS = (process.env.STORM_SEEDS ?? '1').split(',').map(Number)

describe.each(SEEDS)('a storm of webhooks (STORM_SEEDS=%i to repeat it)', (seed) => {
  it(`of ${EVENTS} events: each is delivered once, none is lost, and the older ones say so`, {
    timeout: 900_000,
  }, async () => {
    const { warm, lost, repeated, unwanted, wrong, ...figures } = await storm(seed, EVENTS)
    console.log(JSON.stringify(figures))
    expect({ lost, repeated, unwanted, wrong }, `STORM_SEEDS=${seed}`).toEqual({
      ...{ lost: [], repeated: [], unwanted: [], wrong: [] },
    })
    // It was one.
    expect(figures.restarts).toBe(2)
    expect(figures.events).toBeGreaterThanOrEqual(EVENTS)
    expect(figures.sent).toBeGreaterThan(EVENTS * 1.15)
    expect(figures.faults).toBeGreaterThan(EVENTS * 0.1)
    expect(figures.stale).toBeGreaterThan(EVENTS * 0.01)
    // Nearly every mark is judged.
    expect(figures.open).toBeLessThan(20)
    expect(warm.events).toBeGreaterThan(10)
    expect(warm.calls).toEqual({ getState: warm.sent, createEvent: warm.events, setState: warm.events })
  })
})
