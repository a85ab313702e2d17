import type { KnownEndpoint } from '../configuration'
import { accountOf } from './account'
import { attempt } from './attempt'
import { catchUp } from './catch-up'
import { distrust, lookForEndpoint, mendEndpoint, type SeenEndpoints } from './endpoint'
import { type Gap, type Segment, writeGap } from './gap'
import { readEndpoints, slotOf } from './known-endpoints'
import type { SetupScene, SetupTools } from './scene'
import { type Slot, storeEndpoint } from './store'
import { type Condition, conditionOf, type Survey, survey, typesLost } from './survey'

/** What was found, and what was done about it. */
export interface Findings {
  account: string | undefined
  /** As it was found, before anything was mended. */
  condition: Condition
  /** The endpoint that is there now. */
  endpointId: string | undefined
  /** The version it shows objects in. */
  apiVersion: string | undefined
  /** The types the endpoint should have asked for and did not. */
  notAskedFor: string[]
  undelivered: number
  lastArrived: number | undefined
  /** Events that were given to the bot now. */
  caughtUp: number
  /** Whether there is more to catch up. */
  isBehind: boolean
  mended: boolean
  /** What kept the gap from being found or caught up. The endpoint is right all the same. */
  trouble?: unknown
}

interface Wishes {
  /** Whether what is wrong is mended, or only said. */
  repair?: boolean
  /** Whether the moment of the last event is wanted in any case. */
  thorough?: boolean
}

/** Registering and verifying one installation take turns. */
export const withTurn = <T>({ place }: SetupScene, { exclusive }: SetupTools, work: () => Promise<T>): Promise<T> =>
  exclusive(`${place.integrationId}:setup`, work)

/**
 * Brings Stripe and the bot to what they should be, by the same steps whoever asks: the endpoint is found, what was missed
 * is found out and planned, the endpoint is mended or replaced, the plan is carried out. The plan is stored before the
 * endpoint is touched: once that is right again, nothing shows any more that it was not.
 *
 * When nothing changed, it is two calls to Stripe and two to Botpress.
 * @throws {IntegrationError} endpoint_limit; Stripe's errors of the key and the endpoint
 */
export const reconcile = async (
  scene: SetupScene,
  { repair = true, thorough = false }: Wishes = {}
): Promise<Findings> => {
  const { key, stripe, wanted, place } = scene
  const known = await readEndpoints(place)
  const account = await accountOf(key, known, stripe)
  if (!scene.canReach) {
    await stripe.webhookEndpoints.list({ limit: 1 }) // proves the key, also one that may not read its account
    return { ...NOTHING_FOUND, account, condition: 'unreachable' }
  }
  const seen = await lookForEndpoint(wanted, known, stripe)
  const name = slotOf(key, account)
  const isCurrent = ({ id }: KnownEndpoint) => id === seen.current?.endpoint.id
  const previous = known[name] ?? Object.values(known).find(isCurrent)
  // Of the wanted types those that were wanted before: of the others nothing is missing, and their lack is no fault.
  const types = wanted.events.filter((type) => !previous?.events || previous.events.includes(type))
  const condition = conditionOf(seen, previous, types)
  const { result, problem } = await attempt(async () => {
    if (!previous) return undefined
    return survey(scene, { seen, slot: { name, account, known, previous }, types, condition }, thorough)
  })
  const trouble = problem ?? result?.problem
  const findings: Findings = {
    ...{ ...NOTHING_FOUND, account, endpointId: seen.current?.endpoint.id },
    apiVersion: seen.current && wanted.apiVersion,
    ...{ condition: result?.condition ?? condition, notAskedFor: typesLost(seen, types) },
    ...{ undelivered: result?.undelivered ?? 0, lastArrived: result?.lastArrived },
    isBehind: (result?.gap.segments.length ?? 0) > 0,
    ...(trouble !== undefined && { trouble }),
  }
  return repair ? mend(scene, { seen, slot: { name, account, known, previous }, types }, findings, result) : findings
}

const NOTHING_FOUND = {
  ...{
    endpointId: undefined,
    apiVersion: undefined,
    notAskedFor: [],
    undelivered: 0,
    lastArrived: undefined,
    caughtUp: 0,
  },
  ...{ isBehind: false, mended: false },
}

const mend = async (
  scene: SetupScene,
  { seen, slot, types }: { seen: SeenEndpoints; slot: Slot; types: readonly string[] },
  found: Findings,
  surveyed: Survey | undefined
): Promise<Findings> => {
  const { stripe, wanted, place } = scene
  const write = (gap: Gap) => attempt(() => writeGap(place, surveyed?.gaps ?? {}, slot.name, gap))
  if (surveyed?.changed) await write(surveyed.gap)
  const mended = { ...found, mended: found.condition !== 'fine' && found.condition !== 'new' }
  const trusted = found.condition === 'secret' ? distrust(seen) : seen
  await mendEndpoint(wanted, trusted, stripe, async (endpoint) => {
    Object.assign(mended, { endpointId: endpoint.id, apiVersion: wanted.apiVersion })
    await storeEndpoint(endpoint, slot, scene)
  })
  if (!surveyed || surveyed.gap.segments.length === 0) return mended

  const whole = surveyed.changed ? upToNow(surveyed.gap, scene) : surveyed.gap
  const { delivered, gap, problem } = await catchUp(whole, { ...scene, types })
  const written = await write(gap)
  const trouble = problem ?? written.problem ?? found.trouble
  return {
    ...{ ...mended, caughtUp: delivered, isBehind: gap.segments.length > 0 },
    ...(trouble !== undefined && { trouble }),
  }
}

/** Until the endpoint was mended, events had nobody to go to. */
const upToNow = ({ plannedUntil, segments, ...rest }: Gap, { clock }: SetupScene): Gap => {
  const now = Math.floor(clock.now() / 1000)
  const isOpen = ({ all, until }: Segment) => all && until === plannedUntil
  return {
    ...rest,
    segments: segments.map((part) => (isOpen(part) ? { ...part, until: now } : part)),
    plannedUntil: segments.some(isOpen) ? now : plannedUntil,
  }
}
