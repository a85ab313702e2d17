import { renderFor } from '../protocol/render'
import { API_VERSION } from '../protocol/version'
import type { Environment, Sandbox } from '../sandbox'
import type { FeedEntry } from '../types'
import { isEvent, signatureOf } from './deliver'

/** What `stripe listen` is told, and tells. */
export interface Listener {
  /** Takes what the tool says: what its own endpoint answered. */
  heard(text: string): void
  stop(): void
}

type Fields = Record<string, unknown>

const read = (text: string): Fields => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/**
 * An event as the tool wants it, which hands it on with these headers. It comes twice: without a version as the account sees
 * it, and in the latest version; the tool takes the one that it was asked for.
 */
const messagesOf = (sandbox: Sandbox, env: Environment, session: string, id: string): string[] => {
  const event = env.store.get(id)
  if (!isEvent(event)) return []
  return [null, API_VERSION].map((version) => {
    const payload = JSON.stringify(renderFor(version ?? sandbox.accountVersion, event, env), null, 2)
    const signature = signatureOf(sandbox, payload, env.secrets.get(session) ?? '')
    return JSON.stringify({
      ...{ type: 'webhook_event', webhook_id: session, webhook_conversation_id: `wc_${id.slice(4)}` },
      ...{ event_payload: payload, endpoint: { api_version: version } },
      http_headers: { 'Content-Type': 'application/json; charset=utf-8', 'Stripe-Signature': signature },
    })
  })
}

/** Sends all events of a session's mode to Stripe's command-line tool; undefined for a session that there is not. */
export const listen = (
  sandbox: Sandbox,
  subscribe: (listener: (entry: FeedEntry) => void) => () => void,
  session: string,
  send: (text: string) => void
): Listener | undefined => {
  const env = Object.values(sandbox.environments).find(({ secrets }) => secrets.has(session))
  if (!env) return undefined
  const stop = subscribe((entry) => {
    if (entry.kind !== 'event' || entry.mode !== env.mode) return
    sandbox.background(async () => {
      await sandbox.committed()
      for (const message of messagesOf(sandbox, env, session, entry.id)) send(message)
    })
  })
  const heard = (text: string) => {
    const { type, notification_id: id, status } = read(text)
    const event = env.store.get(String(id))
    if (type !== 'webhook_response' || !isEvent(event)) return
    const about = { event: event.id, type: event.type, endpoint: session }
    sandbox.publish({ kind: 'delivery', at: sandbox.clock.now(), ...about, status: Number(status), attempt: 1 })
  }
  return { heard, stop }
}
