import type Stripe from 'stripe'
import { NAMES } from '../binding'
import { IntegrationError } from '../errors'
import type { ApiVersion } from '../versions'
import type { KnownEndpoints } from './known-endpoints'

/** Marks a webhook endpoint at Stripe as made by this integration. */
const OWNER = { [NAMES.integration]: 'stripe' } as const

/** How many webhook endpoints an account may have in one mode. @see docs.stripe.com/webhooks */
const MOST_ENDPOINTS = 16

/** What the endpoint should be. */
export interface WantedEndpoint {
  url: string
  apiVersion: ApiVersion
  botId: string
  /** Types of Stripe's. */
  events: Stripe.WebhookEndpointCreateParams.EnabledEvent[]
}

/** The endpoint that is there now, with its secret, and the IDs of those it replaces. */
export interface ReconciledEndpoint {
  id: string
  secret: string
  replaces: string[]
}

type Store = (endpoint: ReconciledEndpoint) => Promise<void>

export type Endpoint = Stripe.WebhookEndpoint

/** What there is at Stripe. */
export interface SeenEndpoints {
  /** Ours, of the wanted version, with its secret. */
  current: { endpoint: Endpoint; secret: string } | undefined
  /** Ours, but of no use. */
  outdated: Endpoint[]
  /** How many the account has in this mode. */
  count: number
}

/** The endpoints this integration made for a URL, and how many the account has in this mode. */
export const listOurs = async (stripe: Stripe, url: string): Promise<{ ours: Endpoint[]; count: number }> => {
  const { data } = await stripe.webhookEndpoints.list({ limit: 100 })
  const isOurs = (endpoint: Endpoint) =>
    endpoint.url === url && endpoint.metadata[NAMES.integration] === OWNER[NAMES.integration]
  return { ours: data.filter(isOurs), count: data.length }
}

const sameEvents = (endpoint: Endpoint, events: readonly string[]): boolean =>
  [...endpoint.enabled_events].sort().join() === [...events].sort().join()

const bringUpToDate = async (endpoint: Endpoint, { events }: WantedEndpoint, stripe: Stripe): Promise<void> => {
  if (sameEvents(endpoint, events) && endpoint.status === 'enabled') return
  await stripe.webhookEndpoints.update(endpoint.id, { enabled_events: events, disabled: false })
}

const create = (wanted: WantedEndpoint, stripe: Stripe): Promise<Endpoint> =>
  stripe.webhookEndpoints.create({
    url: wanted.url,
    enabled_events: wanted.events,
    api_version: wanted.apiVersion,
    description: 'Botpress bot',
    metadata: { ...OWNER, [NAMES.bot]: wanted.botId },
  })

/** Deletes an endpoint; one that is gone already is as good. */
export const remove = async (id: string, stripe: Stripe): Promise<void> => {
  try {
    await stripe.webhookEndpoints.del(id)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'resource_missing')) throw error
  }
}

const limitReached = (): IntegrationError =>
  new IntegrationError(
    'endpoint_limit',
    `This Stripe account has ${MOST_ENDPOINTS} webhook endpoints, as many as Stripe allows, and none of them is this bot's. Delete one that is not needed (Stripe Dashboard, Developers → Webhooks) and save again.`
  )

/**
 * Looks at what there is. One call.
 * @param known our state; a secret is recognised by the endpoint's ID, which is unique at Stripe
 */
export const lookForEndpoint = async (
  wanted: WantedEndpoint,
  known: KnownEndpoints,
  stripe: Stripe
): Promise<SeenEndpoints> => {
  const secrets = new Map(Object.values(known).map(({ id, secret }) => [id, secret]))
  const { ours, count } = await listOurs(stripe, wanted.url)
  const endpoint = ours.find(({ id, api_version }) => secrets.has(id) && api_version === wanted.apiVersion)
  const secret = endpoint && secrets.get(endpoint.id)
  const current = endpoint && secret !== undefined ? { endpoint, secret } : undefined
  return { current, outdated: ours.filter(({ id }) => id !== current?.endpoint.id), count }
}

/** What was seen, with the current endpoint no longer trusted: its secret may be another one by now. */
export const distrust = ({ current, outdated, count }: SeenEndpoints): SeenEndpoints => ({
  ...{ current: undefined, count },
  outdated: current ? [current.endpoint, ...outdated] : outdated,
})

/**
 * Sees to it that Stripe has exactly one endpoint of ours for this URL, whose secret we know.
 *
 * Stripe tells a secret only when the endpoint is created, no call can change it, and its API version cannot be changed:
 * one of ours without a known secret or with another version is replaced. The new one is created and stored before the
 * old is deleted, so that no event is lost in between – unless the account is at its limit of endpoints.
 * @param store stores the endpoint that is there now; when that fails, one that was created is deleted again
 * @throws {IntegrationError} endpoint_limit
 */
export const mendEndpoint = async (
  wanted: WantedEndpoint,
  { current, outdated, count }: SeenEndpoints,
  stripe: Stripe,
  store: Store
): Promise<void> => {
  const replaces = outdated.map(({ id }) => id)
  const left = [...outdated]
  if (current) {
    await bringUpToDate(current.endpoint, wanted, stripe)
    await store({ id: current.endpoint.id, secret: current.secret, replaces })
  } else {
    await makeRoom(left, count, stripe)
    await createAndStore(wanted, stripe, (endpoint) => store({ ...endpoint, replaces }))
  }
  for (const { id } of left) await remove(id, stripe)
}

const makeRoom = async (outdated: Endpoint[], count: number, stripe: Stripe): Promise<void> => {
  if (count < MOST_ENDPOINTS) return
  const first = outdated.shift()
  if (!first) throw limitReached()
  await remove(first.id, stripe)
}

const createAndStore = async (
  wanted: WantedEndpoint,
  stripe: Stripe,
  store: (endpoint: { id: string; secret: string }) => Promise<void>
): Promise<void> => {
  const { id, secret } = await create(wanted, stripe)
  if (!secret) throw new IntegrationError('internal', 'Stripe did not tell the secret of the new webhook endpoint.')
  try {
    await store({ id, secret })
  } catch (error) {
    await remove(id, stripe)
    throw error
  }
}
