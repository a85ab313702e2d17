import type { BotpressSandbox, FeedEntry } from '@botpress-stripe/sandbox-botpress'
import { toActionError } from '../action-error'
import { isObject } from '../is-object'
import { isSuccess } from '../timeline/calls'
import { idsIn } from '../timeline/objects'
import type { Story } from '../timeline/story'

type Of<Kind extends FeedEntry['kind']> = FeedEntry & { kind: Kind }

/** An action is over: its entry, which was made when it was handed on, gets its end. */
const actionEnded = (story: Story, entry: Of<'action'>): void => {
  const work = story.traces.current()
  const { type, input, output, error, durationMs, at } = entry
  const failure = error && toActionError(error)
  const end = {
    ...{ ok: !error, durationMs, detail: failure ? `${failure.code ?? 'failed'}: ${failure.message}` : undefined },
    ...{ payload: { input, ...(failure ? { error: failure } : { output }), calls: work?.calls ?? [] } },
    objects: idsIn([input, output]),
  }
  const begun = work?.handedId
  if (begun !== undefined) {
    story.timeline.change(begun, { ...end, isRunning: undefined })
    return
  }
  // Botpress refused it before the integration heard of it.
  const { id } = story.tell({ kind: 'action', at: at - durationMs, title: type, ...end })
  if (work) work.handedId = id
}

const eventTold = (story: Story, { event }: Of<'event'>): void => {
  const { conversationId, userId, type, status } = event
  const detail = [
    status === 'scheduled' && 'scheduled',
    conversationId === undefined ? 'no conversation' : undefined,
    userId === undefined ? 'no user' : undefined,
  ].filter(Boolean)
  const entry = story.tell({
    ...{ kind: 'event', title: type, detail: detail.join(' · ') || undefined, ok: status !== 'failed' },
    ...{ conversationId, objects: idsIn(event.payload), payload: event },
  })
  story.remember(`botpress:${event.id}`, { causeId: entry.id, conversationId: entry.conversationId })
}

const stateChanged = (story: Story, { change, state }: Of<'state'>): void => {
  const title = `${state.name} ${change}`
  story.tell({ kind: 'state', title, detail: `state of the ${state.type}`, ok: true, payload: state })
}

/** The webhook URL has answered: only without the embedded Stripe, which tells of its deliveries itself. */
const webhookEnded = (story: Story, { method, path, status, durationMs }: Of<'webhook'>): void => {
  const id = story.traces.current()?.handedId
  const payload = { method, path, status }
  if (id === undefined) return
  const detail = `answered ${status}`
  story.timeline.change(id, { isRunning: undefined, ok: isSuccess(status), detail, durationMs, payload })
}

/** A line of the log: the logger of the SDK writes JSON with the trace it belongs to. */
const logged = (story: Story, { stream, text }: Of<'log'>): void => {
  story.tell({ kind: 'log', title: text.slice(0, 200), ok: stream === 'stdout', payload: { stream, text } })
}

const textIn = (payload: unknown, name: 'text' | 'title'): string | undefined => {
  const text = isObject(payload) ? payload[name] : undefined
  return typeof text === 'string' && text !== '' ? text : undefined
}

/** What a person reads in a message: its text, or the titles of its cards. */
const titleOf = ({ payload, type }: Of<'message'>['message']): string => {
  const items: unknown[] = Array.isArray(payload.items) ? payload.items : []
  const cards = items.map((item) => textIn(item, 'title')).filter((title) => title !== undefined)
  return textIn(payload, 'text') ?? textIn(payload, 'title') ?? (cards.length > 0 ? cards.join(' · ') : type)
}

/** A message, in or out; one that is changed later is shown as it is now, and one that is deleted is not shown. */
const messageTold = (story: Story, { message, change, direction, conversationId, clientId }: Of<'message'>): void => {
  const name = `botpress:${message.id}`
  const known = change === 'created' ? undefined : story.placeOf(name)?.causeId
  const isGone = change === 'deleted'
  const title = isGone ? 'A message that was deleted' : titleOf(message)
  const item = { title, objects: idsIn(message.payload), payload: isGone ? null : message }
  if (known !== undefined) {
    story.timeline.change(known, item)
    return
  }
  const detail =
    direction === 'in' ? `from ${clientId?.replace(/^customer-/, 'Customer ') ?? 'a person'}` : 'from the bot'
  const entry = story.tell({ kind: 'message', ok: true, detail, conversationId, ...item })
  story.remember(name, { causeId: entry.id, conversationId })
}

/** The bot failed on what it was told. */
const deliveryFailed = (story: Story, { type, eventId, conversationId, error }: Of<'delivery'>): void => {
  if (error === undefined) return
  const { causeId } = story.placeOf(`botpress:${eventId}`) ?? {}
  story.tell({ kind: 'log', title: `The bot failed on ${type}`, detail: error, ok: false, causeId, conversationId })
}

/** Tells of what happens at the local Botpress. */
export const watchBotpress = (botpress: BotpressSandbox, story: Story): (() => void) =>
  botpress.subscribe((entry) => {
    if (entry.kind === 'action') actionEnded(story, entry)
    if (entry.kind === 'event') eventTold(story, entry)
    if (entry.kind === 'state') stateChanged(story, entry)
    if (entry.kind === 'webhook') webhookEnded(story, entry)
    if (entry.kind === 'message') messageTold(story, entry)
    if (entry.kind === 'delivery') deliveryFailed(story, entry)
    if (entry.kind === 'log') logged(story, entry)
  })
