import type { KnownEndpoint } from '../configuration'
import type { StripeEvent } from '../webhook/event'
import { newestIn, readLedgers } from '../webhook/ledger'
import { attempt } from './attempt'
import type { Endpoint, SeenEndpoints } from './endpoint'
import { type Gap, type Gaps, gapAt, ON_ITS_WAY_SECONDS, planned, readGaps } from './gap'
import { isMissed, listUndelivered } from './missed'
import type { SetupScene } from './scene'
import type { Slot } from './store'

/** How the endpoint was found. `new`: none was made before. `secret`: it may be signed with another one by now. */
export type Condition = 'fine' | 'new' | 'missing' | 'disabled' | 'types' | 'version' | 'secret' | 'unreachable'

/** In these, there was nobody that Stripe could send events to, or there will not be: retries end with an endpoint. */
const WITHOUT: readonly Condition[] = ['missing', 'disabled', 'version', 'secret']

/** What is known of the time since the endpoint was set up. */
export interface Survey {
  condition: Condition
  /** Events that the bot should have and has not, of the newest hundred that Stripe could not deliver. */
  undelivered: number
  /** When the newest event that arrived was made, in seconds since 1970; unknown when nothing made it worth asking. */
  lastArrived: number | undefined
  gaps: Gaps
  gap: Gap
  /** Whether the gap is another than the stored one. */
  changed: boolean
  /** Why Stripe's list of events could not be read. */
  problem?: unknown
}

/** The types that the endpoint should ask for and does not, though it was made to. */
export const typesLost = ({ current }: SeenEndpoints, types: readonly string[]): string[] => {
  const asked = current?.endpoint.enabled_events ?? ['*']
  return asked.includes('*') ? [] : types.filter((type) => !asked.includes(type))
}

/** How the endpoint looks, without asking for events. */
export const conditionOf = (
  seen: SeenEndpoints,
  previous: KnownEndpoint | undefined,
  types: readonly string[]
): Condition => {
  if (!previous) return 'new'
  if (!seen.current) return seen.outdated.some(({ id }: Endpoint) => id === previous.id) ? 'version' : 'missing'
  if (seen.current.endpoint.status !== 'enabled') return 'disabled'
  return typesLost(seen, types).length > 0 ? 'types' : 'fine'
}

/**
 * Whether the secret may have been rolled in the Dashboard: what happened since the endpoint was made could not be
 * delivered, and nothing that is newer could. An event that is on its way proves nothing.
 */
const isSecretDoubtful = (missed: StripeEvent[], lastArrived: number, savedAt: number, now: number): boolean =>
  missed.some(({ created }) => created > lastArrived && created >= savedAt && created <= now - ON_ITS_WAY_SECONDS)

interface Known {
  seen: SeenEndpoints
  slot: Slot & { previous: KnownEndpoint }
  /** The types that are caught up. */
  types: readonly string[]
  condition: Condition
}

/**
 * Finds out what the bot missed since its endpoint was set up: one call to Stripe, one to Botpress. Only when something
 * seems to be wrong, or `thorough` is asked for, the ledger is read: 32 more calls to Botpress.
 */
export const survey = async (scene: SetupScene, known: Known, thorough: boolean): Promise<Survey> => {
  const { stripe, place, choice, botId, wanted } = scene
  const { seen, slot, types, condition: found } = known
  const { previous } = slot
  const now = Math.floor(scene.clock.now() / 1000)
  const savedAt = Math.floor(previous.savedAt / 1000)

  const gaps = await readGaps(place)
  const before = gapAt(gaps[slot.name], Math.floor((previous.since ?? previous.savedAt) / 1000), now)
  const { result: listed, problem } = await attempt(() => listUndelivered(types, before.plannedUntil, stripe))
  const events = listed?.events ?? []
  const mustKnow = thorough || events.length > 0 || WITHOUT.includes(found)
  const ledgers = mustKnow ? await readLedgers(place) : undefined
  const missed = ledgers ? events.filter((event) => isMissed(event, choice, botId, ledgers)) : []
  const newest = ledgers && newestIn(ledgers)
  // Two accounts or modes share the ledger: its newest event may be of the other.
  const isOnly = Object.keys(slot.known).every((name) => name === slot.name)
  const lastArrived = Math.max(savedAt, isOnly ? (newest ?? 0) : 0)

  const mayBeRolled = found === 'fine' || found === 'types'
  const isRolled = mayBeRolled && isSecretDoubtful(missed, lastArrived, savedAt, now)
  const condition = isRolled ? 'secret' : found
  const without = WITHOUT.includes(condition)
  const gap = planned(
    before,
    {
      ...{ lastArrived, without, types: typesLost(seen, types), chosenAnew: types.length < wanted.events.length },
      // What cannot be known now is looked for once it can.
      undelivered: missed.length > 0 || (listed?.more ?? without),
    },
    now
  )
  return {
    ...{ condition, undelivered: missed.length, lastArrived: newest, gaps, gap, changed: gap !== before },
    ...(problem !== undefined && { problem }),
  }
}
