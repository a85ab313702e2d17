import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TEST_KEY } from '../support/embedded'
import { type Forged, hostileRequest } from '../support/hostile'
import { createInstalled, type Installed } from '../support/installed'

/** `.ci/run` wants the full number. */
const RUNS = Number(process.env.WEBHOOK_FUZZ_RUNS ?? 2_000)

/** The seconds that pass meanwhile; after five minutes, true signatures would be stale by themselves. */
const SECONDS = 240
const A_SECOND = Math.ceil(RUNS / SECONDS)

/** What may stay in memory after all of them, in bytes. */
const GROWTH = 20_000_000

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** What is held after everything that can go has gone. */
const heldBytes = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

let world: Installed
beforeEach(async () => {
  world = await createInstalled()
  await world.botpress.install({ apiKey: TEST_KEY })
})
afterEach(() => world.close())

const send = (req: Forged) => world.botpress.callOperation('webhook_received', { req })

describe(`${RUNS} random and mutated requests`, () => {
  it('do nothing, cost nothing, and leave nothing behind', { timeout: 600_000 }, async () => {
    const known = { secret: world.secret(), now: Math.floor(world.clock.now() / 1000) }
    const before = world.botpress.calls.length
    world.stripe.requests.clear()
    let [sent, held] = [0, 0]
    const statuses = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(hostileRequest(known), async (req) => {
        const { status } = await send(req)
        expect([200, 400, 405, 413]).toContain(status)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        expect(world.botpress.events).toEqual([])
        sent++
        if (sent % A_SECOND === 0) await world.clock.advance(1000)
        // From here on everything that is kept for good is there.
        if (sent === Math.ceil(RUNS / 5)) held = heldBytes()
      }),
      { numRuns: RUNS, seed: Number(process.env.WEBHOOK_FUZZ_SEED ?? 1) }
    )
    const calls = world.botpress.calls.slice(before).map(({ operation }) => operation)
    expect(new Set(calls)).toEqual(new Set(['getState']))
    expect(calls.length).toBeLessThanOrEqual(1 + SECONDS / 60)
    expect(world.stripe.requests.entries()).toEqual([])
    const growth = heldBytes() - held
    expect(growth).toBeLessThan(GROWTH)
    // All kinds of answers were among them.
    expect([...statuses.keys()].sort()).toEqual(
      RUNS >= 20_000 ? [200, 400, 405, 413] : expect.arrayContaining([200, 400, 405])
    )
    console.log(JSON.stringify({ statuses: Object.fromEntries(statuses), stateReads: calls.length, growth }))
  })
})
