import { Client as BotpressClient } from '@botpress/client'
import { createBounded } from '../bounded'
import type { Client } from '../define/types'

type Retry = NonNullable<NonNullable<ConstructorParameters<typeof BotpressClient>[0]>['retry']>

/** Too many requests: surely not taken, so it may be asked again, as the SDK's own client does. */
const REFUSED_FOR_NOW: Retry = {
  retries: 3,
  retryCondition: ({ response }) => response?.status === 429,
  retryDelay: (count, { response }) => {
    const seconds = Number(response?.headers['retry-after'] ?? count)
    return (Number.isFinite(seconds) ? seconds : count) * 1000
  },
}

/** The same client as the SDK gave, but each call is made once. */
export type Once = (client: Client) => BotpressClient

/** Installations whose clients are kept: making one takes as long as a call. */
const KEPT = 100

/**
 * Clients that make each call once. The SDK's own asks again when a connection breaks, or a gateway answers 502: had
 * Botpress taken the event by then, the bot would get it twice and nobody would know.
 */
export const createOnce = (): Once => {
  const clients = createBounded<BotpressClient>(KEPT)
  return ({ _inner }) => {
    const { apiUrl, headers, timeout } = _inner.config
    const name = [apiUrl, timeout, ...Object.entries(headers).flat()].join('\n')
    const known = clients.get(name)
    if (known) return known
    const client = new BotpressClient({ apiUrl, headers, timeout, retry: REFUSED_FOR_NOW })
    clients.set(name, client)
    return client
  }
}
