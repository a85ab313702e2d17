import type Stripe from 'stripe'
import type { Clock } from '../clock'
import { createCustomers } from '../customer-binding'
import type { WebhookProps, WebhookResponse } from '../define/types'
import { choiceOf } from '../events/index'
import type { Exclusive } from '../exclusive'
import { redact } from '../gateway/redact'
import type { Memory } from '../memory'
import { type ApiKey, parseApiKey } from '../setup/key'
import { type Delivered, deliver } from './deliver'
import { shardOf } from './ledger'
import { parseEvent } from './project'
import { textAt } from './read'
import type { Secrets } from './secrets'
import { THANKS_PATH, thanks } from './thanks'
import { signedAt, verify } from './verify'

export interface WebhookTools {
  clock: Clock
  /** A secret from the environment, for events that a developer forwards to this machine. */
  forwardedSecret?: string | undefined
  secrets: Secrets
  memory: Memory
  exclusive: Exclusive
  /** Works with Stripe within the time of a webhook. */
  withStripe<T>(key: ApiKey, work: (stripe: Stripe) => Promise<T>): Promise<T>
}

/** Far more than Stripe sends, in characters. */
const LONGEST_BODY = 1_000_000

const answer = (status: number, body: string): WebhookResponse => ({ status, body })

/**
 * Answers one webhook request of Stripe's. The order matters: size and signature first, on the raw body, so that a
 * forged request costs next to nothing and is never parsed.
 *
 * 200: delivered, or not for us. 4xx: not an authentic, current event for this bot; sending it again will not help.
 * 5xx: could not be delivered now; Stripe sends it again, for three days in live mode.
 * @see docs.stripe.com/webhooks (retries; the order of events is not guaranteed)
 */
export const receive = async (props: WebhookProps, tools: WebhookTools): Promise<WebhookResponse> => {
  const { req, ctx, client, logger } = props
  const { body } = req
  if (req.method === 'GET' && req.path.replace(/\/+$/, '').endsWith(THANKS_PATH)) return thanks()
  if (req.method !== 'POST') return answer(405, 'Stripe sends events by POST.')
  if (!body) return answer(400, 'The request has no body.')
  if (body.length > LONGEST_BODY) return answer(413, 'The body is larger than any event of Stripe.')
  const signature = req.headers['stripe-signature']
  if (!signature) return answer(400, 'The request has no Stripe-Signature header.')

  const key = configuredKey(ctx.configuration.apiKey)
  if (!key) return answer(503, 'The integration has no usable Stripe key. Correct its configuration.')
  const refusal = await refusalOf(body, signature, key, props, tools)
  if (refusal) return refusal
  const event = parseEvent(body)
  if (!event) return answer(400, 'The body is not a Stripe event.')
  if (event.livemode !== key.livemode) {
    return answer(400, `The event is of ${modeOf(event)} mode, the key of ${modeOf(key)} mode.`)
  }
  const { integrationId, botId, configuration } = ctx
  const deliverTools = {
    ...{ integrationId, botId, client, logger, memory: tools.memory, choice: choiceOf(configuration) },
    customers: createCustomers({ client, logger, memory: tools.memory, keyHash: key.hash }),
    withStripe: <T>(work: (stripe: Stripe) => Promise<T>) => tools.withStripe(key, work),
  }
  try {
    // Deliveries that share a page of the ledger take turns.
    const shard = shardOf(textAt(event.data.object, 'id') ?? event.id)
    const outcome = await tools.exclusive(shard, () =>
      deliver(event, signedAt(signature) ?? event.created, deliverTools)
    )
    return answer(200, OUTCOMES[outcome])
  } catch (error) {
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

const configuredKey = (raw: string): ApiKey | undefined => {
  try {
    return parseApiKey(raw)
  } catch {
    return undefined
  }
}

/**
 * The answer to a request that is not authentic, or whose secret cannot be known now; undefined for one of Stripe's. When
 * no known secret has signed it, another instance may have stored a newer one.
 */
const refusalOf = async (
  body: string,
  signature: string,
  key: ApiKey,
  { client, ctx, logger }: WebhookProps,
  { clock, forwardedSecret, secrets }: WebhookTools
): Promise<WebhookResponse | undefined> => {
  const place = { client, integrationId: ctx.integrationId }
  const check = (secret: string | undefined) => {
    const known = [secret, forwardedSecret].filter((candidate) => candidate !== undefined)
    return known.length === 0 ? 'no secret' : verify(body, signature, known, clock.now())
  }
  try {
    let problem = check(await secrets.current(key, place))
    if (problem === 'wrong signature' || problem === 'no secret') {
      const newer = await secrets.newer(key, place)
      if (newer !== undefined) problem = check(newer)
    }
    if (!problem) return undefined
    if (problem !== 'no secret') return answer(400, `Refused: ${problem}.`)
    return answer(503, 'No webhook secret is known. Save the configuration of the integration.')
  } catch (error) {
    logger.error(`The state with the webhook secret could not be read: ${redact(String(error))}`)
    return answer(503, 'The state could not be read. Send the event again later.')
  }
}
