import { createBounded } from '../bounded'
import type { Clock } from '../clock'
import { createMemory, type Memory, partOf } from '../memory'
import type { Claims, Shared } from '../shared/index'
import { createOnce, type Once } from './once'
import { createRecents, type Recent } from './recent'

/** What this process knows of its own deliveries for one installation. */
export interface Attempts {
  recent: Recent
  /** The events that this process has tried to give to Botpress. It outlasts the time in which an event is prompt. */
  tried: Memory
  /** Botpress' client, but each call is made once. */
  once: Once
  /** The right to give an event, among all instances. */
  claims: Claims
  /** When this process began, in milliseconds since 1970. */
  startedAt: number
}

/** Installations whose attempts are kept at hand. */
const KEPT = 1000

/** The attempts of this process, by installation. Webhooks and the catching up of what was missed share them. */
export const createAttempts = (
  clock: Pick<Clock, 'now'>,
  shared: Pick<Shared, 'claims'>
): ((integrationId: string) => Attempts) => {
  const [tried, recents, once, startedAt] = [createMemory(clock), createRecents(), createOnce(), clock.now()]
  // What they remember is in the memories above: of one that is made anew, nothing is lost.
  const known = createBounded<Attempts>(KEPT)
  return (integrationId) => {
    const before = known.get(integrationId)
    if (before) return before
    const attempts = {
      ...{ recent: recents(integrationId), tried: partOf(tried, integrationId), once, startedAt },
      claims: shared.claims(integrationId),
    }
    known.set(integrationId, attempts)
    return attempts
  }
}
