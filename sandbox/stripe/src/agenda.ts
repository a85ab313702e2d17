import { type Scene, seconds } from './sandbox'

/** A timer holds at most 24.8 days. */
const LONGEST_SLEEP_SECONDS = 20 * 86_400

/**
 * Does something when its moment has come on the clock of the objects, unless the sandbox is closed before. What it means to
 * change may have changed by then: the work looks again.
 * @param at seconds since 1970
 */
export const at = (scene: Scene, moment: number, work: (scene: Scene) => void): void => {
  const { sandbox, env, clock = sandbox.clock } = scene
  const left = moment - seconds(scene)
  if (left <= 0) {
    // Nobody asked for what happens by itself: its events name no request.
    const own: Scene = { sandbox, env, requestId: null, idempotencyKey: undefined, clock }
    sandbox.background(async () => work(own))
    return
  }
  clock.sleep(Math.min(left, LONGEST_SLEEP_SECONDS) * 1000, sandbox.closed).then(
    () => at(scene, moment, work),
    () => undefined
  )
}
