import type { KnownEndpoint } from '../configuration'
import { isMissing } from '../define/missing'
import type { Client } from '../define/types'
import type { ApiKey } from './key'

/** What we know of our endpoints, by account and mode: so another key never meets the state of the one before. */
export type KnownEndpoints = Record<string, KnownEndpoint>

interface Place {
  client: Client
  integrationId: string
}

/** The endpoints in our state; none when nothing was stored yet. One call to Botpress. */
export const readEndpoints = async ({ client, integrationId }: Place): Promise<KnownEndpoints> => {
  try {
    const { state } = await client.getState({ type: 'integration', id: integrationId, name: 'webhookEndpoints' })
    // Botpress hands the payload through as it was stored, and only this file stores it.
    return state.payload.endpoints as KnownEndpoints
  } catch (error) {
    if (isMissing(error)) return {}
    throw error
  }
}

/** Stores all of them. One call to Botpress. */
export const writeEndpoints = async ({ client, integrationId }: Place, endpoints: KnownEndpoints): Promise<void> => {
  await client.setState({ type: 'integration', id: integrationId, name: 'webhookEndpoints', payload: { endpoints } })
}

/** Under which name an account and mode is kept. A key that may not read its account stands for itself. */
export const slotOf = (key: ApiKey, account: string | undefined): string =>
  `${account ?? `key_${key.hash}`}:${key.livemode ? 'live' : 'test'}`

/** The webhook URL that Botpress told when the integration was last registered: an action is not told. */
export const urlIn = (endpoints: KnownEndpoints): string | undefined =>
  Object.values(endpoints).reduce<KnownEndpoint | undefined>(
    (newest, endpoint) => (!newest || endpoint.savedAt > newest.savedAt ? endpoint : newest),
    undefined
  )?.url

/** The endpoint that was set up with this key. */
export const endpointOf = (key: ApiKey, endpoints: KnownEndpoints): KnownEndpoint | undefined =>
  Object.values(endpoints).find(({ keyHash }) => keyHash === key.hash)
