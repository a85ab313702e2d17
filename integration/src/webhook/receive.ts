import type { Clock } from '../clock'
import type { WebhookProps, WebhookResponse } from '../define/types'
import { eventNameOf } from '../events/table'
import { redact } from '../gateway/redact'
import { type ApiKey, parseApiKey } from '../setup/key'
import { endpointOf, readEndpoints } from '../setup/known-endpoints'
import { deliver } from './deliver'
import { parseEvent } from './project'
import { THANKS_PATH, thanks } from './thanks'
import { verify } from './verify'

export interface WebhookTools {
  clock: Clock
  /** A secret from the environment, for events that a developer forwards to this machine. */
  forwardedSecret?: string | undefined
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
  const secrets = await secretsFor(key, props, tools)
  if (!secrets) return answer(503, 'The state could not be read. Send the event again later.')
  if (secrets.length === 0) return answer(503, 'No webhook secret is known. Save the configuration of the integration.')

  const refusal = verify(body, signature, secrets, tools.clock.now())
  if (refusal) return answer(400, `Refused: ${refusal}.`)
  const event = parseEvent(body)
  if (!event) return answer(400, 'The body is not a Stripe event.')
  if (event.livemode !== key.livemode) {
    return answer(400, `The event is of ${modeOf(event)} mode, the key of ${modeOf(key)} mode.`)
  }
  const name = eventNameOf(event.type)
  if (!name) return answer(200, 'This type of event is not delivered.')
  try {
    await deliver(name, event, client)
    return answer(200, 'Delivered.')
  } catch (error) {
    logger.error(`The event ${event.id} could not be given to the bot: ${redact(String(error))}`)
    return answer(500, 'The event could not be given to the bot. Send it again later.')
  }
}

const modeOf = ({ livemode }: { livemode: boolean }) => (livemode ? 'live' : 'test')

const configuredKey = (raw: string): ApiKey | undefined => {
  try {
    return parseApiKey(raw)
  } catch {
    return undefined
  }
}

/** The secrets that may have signed: the one of this key's endpoint, and the forwarded one. Undefined: not readable. */
const secretsFor = async (
  key: ApiKey,
  { client, ctx, logger }: WebhookProps,
  { forwardedSecret }: WebhookTools
): Promise<string[] | undefined> => {
  try {
    const known = endpointOf(key, await readEndpoints({ client, integrationId: ctx.integrationId }))
    return [known?.secret, forwardedSecret].filter((secret) => secret !== undefined)
  } catch (error) {
    logger.error(`The state with the webhook secret could not be read: ${redact(String(error))}`)
    return undefined
  }
}
