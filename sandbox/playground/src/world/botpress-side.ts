import { createBounded } from '@botpress-stripe/integration/bounded'
import type { CallRecord } from '@botpress-stripe/integration/gateway/observe'
import type { BotpressSandbox } from '@botpress-stripe/sandbox-botpress'
import { isObject } from '../is-object'
import type { Calls } from '../timeline/calls'
import { idsIn } from '../timeline/objects'
import type { Story } from '../timeline/story'
import type { Work } from '../trace'
import { conversationIn } from './stripe-events'
import { parseTraceLine } from './trace-lines'

/** How long the integration's account of a request is waited for. Milliseconds. */
const TRACE_LIMIT = 500

/** The configuration of the installation, as base64 of JSON. */
const CONFIGURATION = 'x-bp-configuration'

const withConfiguration = (header: string | null, more: Record<string, unknown>): string => {
  const given: unknown = JSON.parse(Buffer.from(header ?? 'e30=', 'base64').toString())
  return Buffer.from(JSON.stringify({ ...(isObject(given) && given), ...more })).toString('base64')
}

const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Resolves when the integration has told everything about a request. */
const createEnds = () => {
  const waiting = createBounded<() => void>(1_000)
  return {
    wait: (trace: string): Promise<void> =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, TRACE_LIMIT)
        waiting.set(trace, () => {
          clearTimeout(timer)
          resolve()
        })
      }),
    tell: (trace: string | undefined): void => waiting.get(trace ?? '')?.(),
  }
}

export interface BotpressSideOptions {
  story: Story
  calls: Calls
  /** Which process answers a request to this address. */
  reach(url: string): string
  /** How far the time is ahead of the machine's, in milliseconds. */
  ahead(): number
  /** Told of each call to Stripe, for the terminal. */
  onCall?: ((record: CallRecord) => void) | undefined
}

/**
 * What goes between Botpress, the integration and the bot, told as it goes: what Botpress sends carries the work it is part
 * of, and what comes back in is done as a part of it.
 */
export const botpressSide = ({ story, calls, ahead, reach, onCall }: BotpressSideOptions) => {
  const { traces } = story
  const ends = createEnds()

  const beginAction = (body: Record<string, unknown>, outer: Work): Work => {
    const input = body.input
    const conversationId = outer.conversationId ?? conversationOf(input)
    const { id } = story.tell({
      ...{ kind: 'action', title: String(body.type), ok: true, isRunning: true, conversationId },
      ...{ objects: idsIn(input), payload: { input } },
    })
    outer.handedId = id
    outer.calls ??= []
    return { causeId: id, conversationId, client: 'integration', calls: outer.calls }
  }

  /** Without the embedded Stripe nobody has told of the webhook yet. */
  const beginWebhook = (outer: Work): Work => {
    if (outer.causeId !== undefined) return { ...outer, client: 'integration' }
    const entry = story.tell({ kind: 'webhook', title: 'Webhook', ok: true, isRunning: true })
    outer.handedId = entry.id
    return { causeId: entry.id, client: 'integration' }
  }

  /** The bot is told of a message or of an event. */
  const beginBot = (body: Record<string, unknown>): Work => {
    const event = isObject(body.event) ? body.event : {}
    const [message, own] = [textIn(event.messageId), textIn(event.id)]
    const isMessage = event.type === 'message_created'
    const place = story.placeOf(`botpress:${isMessage ? message : own}`)
    return { client: 'bot', ...place, conversationId: textIn(event.conversationId) ?? place?.conversationId }
  }

  const begin = (operation: string | null, body: unknown, outer: Work): Work => {
    const fields = isObject(body) ? body : {}
    if (operation === 'action_triggered') return beginAction(fields, outer)
    if (operation === 'webhook_received') return beginWebhook(outer)
    if (operation === 'event_received') return beginBot(fields)
    return { client: 'integration' }
  }

  return {
    /** How Botpress reaches the integration and the bot. */
    send: async (request: Request): Promise<Response> => {
      const { method, url, signal } = request
      const text = await request.text()
      const operation = request.headers.get('x-bp-operation')
      const work = begin(operation, JSON.parse(text), traces.current() ?? {})
      const headers = new Headers(request.headers)
      const trace = traces.headerFor(work)
      headers.set('traceparent', trace)
      headers.set('x-sandbox-time-ahead', String(ahead()))
      const { configuration } = traces.current() ?? {}
      if (configuration) headers.set(CONFIGURATION, withConfiguration(headers.get(CONFIGURATION), configuration))
      const ended = work.client === 'integration' ? ends.wait(trace) : undefined
      const response = await fetch(reach(url), { method, headers, body: text, signal })
      await ended
      return response
    },

    /** The runtime API and the webhook URL, as they are served. */
    receive:
      (botpress: BotpressSandbox) =>
      (request: Request): Promise<Response> => {
        const { causeId, conversationId, client } = traces.find(request.headers.get('traceparent')) ?? {}
        return traces.run({ causeId, conversationId, client }, () => botpress.fetch(request))
      },

    /** A line that the integration or the bot wrote. @returns whether it was about a call to Stripe */
    readLine: (text: string): boolean => {
      const line = parseTraceLine(text)
      if (line?.kind === 'call') {
        calls.record(line.record, traces.find(line.trace))
        onCall?.(line.record)
      }
      if (line?.kind === 'end') ends.tell(line.trace)
      return line !== undefined
    },
  }
}

/** Where an action's input says that it belongs. */
const conversationOf = (input: unknown): string | undefined =>
  isObject(input) ? (textIn(input.conversationId) ?? conversationIn(input)) : undefined

export type BotpressSide = ReturnType<typeof botpressSide>
