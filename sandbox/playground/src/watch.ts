import type { FeedEntry as BotpressEntry, BotpressSandbox } from '@botpress-stripe/sandbox-botpress'
import type { FeedEntry as StripeEntry, StripeSandbox } from '@botpress-stripe/sandbox-stripe'
import type { FeedEntry } from './deps'
import type { Feed } from './feed'

type Item = Omit<FeedEntry, 'id'>

const isSuccess = (status: number): boolean => status >= 200 && status < 300

const join = (...parts: Array<string | false | undefined>): string => parts.filter(Boolean).join(' · ')

type Entry<Kind extends StripeEntry['kind']> = StripeEntry & { kind: Kind }

const callItem = (entry: Entry<'request'>): Item => {
  const { at, method, path, status, replayed } = entry
  const detail = join(String(status), replayed && 'replayed')
  return { at, kind: 'call', title: `${method} ${path}`, detail, ok: isSuccess(status), payload: entry }
}

const deliveryItem = (entry: Entry<'delivery'>, stripe: StripeSandbox): Item => {
  const { at, type, status, attempt, event } = entry
  const answer = status === 0 ? 'no answer' : `answered ${status}`
  const detail = join(answer, attempt > 1 && `attempt ${attempt}`, !isSuccess(status) && 'will be sent again')
  return { at, kind: 'webhook', title: type, detail, ok: isSuccess(status), payload: stripe.get(event) ?? entry }
}

const stripeItem = (entry: Entry<'event'>, stripe: StripeSandbox): Item => {
  const { at, type, object, id } = entry
  return { at, kind: 'stripe', title: type, detail: object, ok: true, payload: stripe.get(id) ?? entry }
}

/** Puts the embedded Stripe's calls, events and deliveries into the feed. */
export const watchStripe = (stripe: StripeSandbox, feed: Feed): void => {
  stripe.subscribe((entry) => {
    if (entry.kind === 'request') feed.add(callItem(entry))
    if (entry.kind === 'event') feed.add(stripeItem(entry, stripe))
    if (entry.kind === 'delivery') feed.add(deliveryItem(entry, stripe))
  })
}

const botItem = ({ at, event }: BotpressEntry & { kind: 'event' }): Item => ({
  ...{ at, kind: 'bot', title: event.type, ok: event.status !== 'failed', payload: event },
  detail: join(
    event.userId ? `user ${event.userId}` : 'no user',
    event.conversationId !== undefined && `conversation ${event.conversationId}`
  ),
})

const webhookItem = ({ at, method, path, status, durationMs }: BotpressEntry & { kind: 'webhook' }): Item => ({
  ...{ at, kind: 'webhook', title: `${method} ${path}`, detail: join(`answered ${status}`, `${durationMs} ms`) },
  ...{ ok: isSuccess(status), payload: { method, path, status, durationMs } },
})

/**
 * Puts the events that a bot gets into the feed, and what the integration logs.
 * @param isStripeWatched the embedded Stripe tells of its deliveries itself, and knows more of them
 */
export const watchBotpress = (botpress: BotpressSandbox, feed: Feed, isStripeWatched: boolean): void => {
  botpress.subscribe((entry) => {
    if (entry.kind === 'event') feed.add(botItem(entry))
    if (entry.kind === 'webhook' && !isStripeWatched) feed.add(webhookItem(entry))
    if (entry.kind === 'log') {
      const { at, stream, text } = entry
      feed.add({ at, kind: 'log', title: text.slice(0, 200), ok: stream === 'stdout', payload: { stream, text } })
    }
  })
}
