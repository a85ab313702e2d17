import type Stripe from 'stripe'
import type { Clock } from '../clock'
import { createCustomers } from '../customer-binding'
import type { WebhookProps, WebhookResponse } from '../define/types'
import type { Exclusive } from '../exclusive'
import { redact } from '../gateway/redact'
import type { Memory } from '../memory'
import type { WebhookSettings, WebhookSettingsReader } from '../settings'
import type { ApiKey } from '../setup/key'
import { ClaimRefused } from '../shared/index'
import type { Attempts } from './attempts'
import { type Delivered, deliver } from './deliver'
import { isThin, parseEvent, type StripeEvent } from './event'
import type { Notices } from './notices'
import type { Secrets, StoredSecret } from './secrets'
import { THANKS_PATH, thanks } from './thanks'
import { signedAt, verify } from './verify'

export interface WebhookTools {
  clock: Clock
  /** A secret from the environment, for events that a developer forwards to this machine. */
  forwardedSecret?: string | undefined
  settingsOf: WebhookSettingsReader
  secrets: Secrets
  notices: Notices
  /** What was found out before with this key. */
  memoryOf(key: ApiKey): Memory
  exclusive: Exclusive
  attempts: Attempts
  /** Works with Stripe within the time of a webhook. */
  withStripe<T>(key: ApiKey, work: (stripe: Stripe) => Promise<T>): Promise<T>
}

/** Far more than Stripe sends, in characters. */
const LONGEST_BODY = 1_000_000

const answer = (status: number, body: string): WebhookResponse => ({ status, body })

/**
 * Answers one webhook request of Stripe's, or shows the page that thanks. What is not delivered is logged, without what it
 * holds, and once a minute at most.
 *
 * 200: delivered, or not for us. 4xx: not an authentic, current event for this bot; sending it again will not help.
 * 5xx: could not be delivered now; Stripe sends it again, for three days in live mode.
 * @see docs.stripe.com/webhooks (retries; the order of events is not guaranteed)
 */
export const receive = async (props: WebhookProps, tools: WebhookTools): Promise<WebhookResponse> => {
  const { req, ctx, logger } = props
  if (req.method === 'GET' && req.path.replace(/\/+$/, '').endsWith(THANKS_PATH)) return thanks()
  const read = await readRequest(props, tools)
  if ('event' in read) return deliverTo(read.event, read.settings, props, tools)
  tools.notices(ctx.integrationId, read.body, (sentence) =>
    logger.forBot().warn(`A webhook request was answered ${read.status}: ${sentence}`)
  )
  return read
}

/**
 * The event in a request, or what is answered instead. The order matters: size and signature first, on the raw body, so
 * that a forged request costs next to nothing and is never parsed.
 */
const readRequest = async (
  props: WebhookProps,
  tools: WebhookTools
): Promise<WebhookResponse | { event: StripeEvent; settings: WebhookSettings }> => {
  const { req, ctx } = props
  const { body } = req
  if (req.method !== 'POST') return answer(405, 'Stripe sends events by POST.')
  if (!body) return answer(400, 'The request has no body.')
  if (body.length > LONGEST_BODY) return answer(413, 'The body is larger than any event of Stripe.')
  const signature = req.headers['stripe-signature']
  if (!signature) return answer(400, 'The request has no Stripe-Signature header.')

  const settings = usableSettings(ctx.configuration, tools)
  if (!settings) return answer(503, 'The integration has no usable Stripe key. Correct its configuration.')
  const { key } = settings
  const { refusal, account } = await authenticate(body, signature, key, props, tools)
  if (refusal) return refusal
  const event = parseEvent(body)
  if (!event) return isThin(body) ? answer(200, THIN) : answer(400, 'The body is not a Stripe event.')
  if (event.livemode !== key.livemode) {
    return answer(400, `The event is of ${modeOf(event)} mode, the key of ${modeOf(key)} mode.`)
  }
  // An account's own events name none.
  const isForeign = typeof event.account === 'string' && event.account !== account
  return isForeign ? answer(200, FOREIGN) : { event, settings }
}

/** Authentic, and sent again for days if it were refused, to no avail: see docs/adr/0006. */
const THIN = 'A thin event holds nothing to deliver. Choose snapshot events for this address.'
const FOREIGN = 'The event is of another account than the key. Connected accounts are not supported.'

const deliverTo = async (
  event: StripeEvent,
  { key, choice }: WebhookSettings,
  { req, ctx, client, logger }: WebhookProps,
  tools: WebhookTools
): Promise<WebhookResponse> => {
  const { integrationId, botId } = ctx
  const { attempts, exclusive } = tools
  const memory = tools.memoryOf(key)
  const deliverTools = {
    ...{ integrationId, botId, client, logger, memory, exclusive, ...attempts, choice },
    customersOf: () => createCustomers({ client, logger, memory, keyHash: key.hash }),
    withStripe: <T>(work: (stripe: Stripe) => Promise<T>) => tools.withStripe(key, work),
  }
  const signed = signedAt(req.headers['stripe-signature'] ?? '') ?? event.created
  try {
    const outcome = await deliver(event, signed, deliverTools)
    return answer(200, OUTCOMES[outcome])
  } catch (error) {
    if (error instanceof ClaimRefused) return answer(503, error.message)
    logger.error(`The event ${event.id} could not be given to the bot: ${redact(String(error))}`)
    return answer(500, 'The event could not be given to the bot. Send it again later.')
  }
}

const OUTCOMES: Record<Delivered, string> = {
  delivered: 'Delivered.',
  'delivered before': 'It was delivered before.',
  'not wanted': 'This type of event is not delivered.',
  'of another bot': 'It belongs to another bot.',
}

const modeOf = ({ livemode }: { livemode: boolean }) => (livemode ? 'live' : 'test')

const usableSettings = (
  configuration: WebhookProps['ctx']['configuration'],
  { settingsOf }: WebhookTools
): WebhookSettings | undefined => {
  try {
    return settingsOf(configuration)
  } catch {
    return undefined
  }
}

/** Who sent a request: the account, as far as it is known, or the answer to what is not authentic. */
interface Sender {
  refusal?: WebhookResponse
  account?: string | undefined
}

/**
 * Checks who sent a request, or why that cannot be known now. When no known secret has signed it, another instance may have
 * stored a newer one.
 */
const authenticate = async (
  body: string,
  signature: string,
  key: ApiKey,
  { client, ctx, logger }: WebhookProps,
  { clock, forwardedSecret, secrets }: WebhookTools
): Promise<Sender> => {
  const place = { client, integrationId: ctx.integrationId }
  const check = ({ secret }: StoredSecret) => {
    const known = [secret, forwardedSecret].filter((candidate) => candidate !== undefined)
    return known.length === 0 ? 'no secret' : verify(body, signature, known, clock.now())
  }
  try {
    let stored = await secrets.current(key, place)
    let problem = check(stored)
    if (problem === 'wrong signature' || problem === 'no secret') {
      const newer = await secrets.newer(key, place)
      stored = newer ?? stored
      if (newer) problem = check(newer)
    }
    if (!problem) return { account: stored.account }
    if (problem !== 'no secret') return { refusal: answer(400, `Refused: ${problem}.`) }
    return { refusal: answer(503, 'No webhook secret is known. Save the configuration of the integration.') }
  } catch (error) {
    logger.error(`The state with the webhook secret could not be read: ${redact(String(error))}`)
    return { refusal: answer(503, 'The state could not be read. Send the event again later.') }
  }
}
