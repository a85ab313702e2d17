import type { Environment } from '../sandbox'
import type { Clock } from '../types'
import { idOf } from './find'

/** Parameters that name an object whose clock counts. */
const NAMING = ['customer', 'subscription', 'from_subscription', 'invoice'] as const

const clockIdOf = (env: Environment, id: unknown): string | undefined => {
  const object = typeof id === 'string' ? env.store.get(id) : undefined
  if (!object) return undefined
  const own = 'test_clock' in object ? idOf(object.test_clock) : undefined
  return own ?? ('customer' in object ? clockIdOf(env, idOf(object.customer)) : undefined)
}

/** The test clock that what a request works on lives on, or undefined for the sandbox's own. */
export const clockOf = (
  env: Environment,
  ids: readonly string[],
  params: Record<string, unknown>
): Clock | undefined => {
  if (env.clocks.size === 0) return undefined
  const named = [ids[0], ...NAMING.map((name) => params[name])].map((id) => clockIdOf(env, id))
  const id = [params.test_clock, ...named].find((candidate) => typeof candidate === 'string')
  return env.clocks.get(String(id))
}

/** Whether a list shows an object: those of a test clock are shown only when it is asked for. */
export const isOnClock = (object: { test_clock?: unknown }, wanted: string | undefined): boolean =>
  idOf(object.test_clock) === wanted
