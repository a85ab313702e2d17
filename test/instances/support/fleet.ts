import { createBotpress, serveBotpress, startBundle } from '@botpress-stripe/sandbox-botpress'
import { createStripe, DEFAULT_KEYS, type StripeOptions, serveStripe } from '@botpress-stripe/sandbox-stripe'
import definition from '../../../integration/integration.definition'
import { buildIntegration } from '../../../scripts/build'

export const KEY = DEFAULT_KEYS.find(({ key }) => key.startsWith('sk_test_'))?.key ?? ''
export const SECRET = 'whsec_fake_instances'
/** Stripe's limit in test mode. */
export const LIMIT = 25

/** A bot of the shop's staff: it changes customers that are nobody's. */
const CONFIGURATION = { apiKey: KEY, access: 'any' }

const built: { [Name in 'redis' | 'index']?: Promise<{ file: string }> } = {}

export interface FleetOptions {
  processes?: number
  /** Of each process; none: every process is alone. */
  redisUrl?: string | ((index: number) => string)
  traffic?: StripeOptions['traffic']
  /** More of the environment of each process. */
  env?: Record<string, string>
}

/** Several processes of the built bundle, which serve one installation on one embedded Stripe and one Botpress. */
export const startFleet = async ({ processes = 4, redisUrl, traffic = {}, env = {} }: FleetOptions) => {
  const kind = redisUrl === undefined ? 'index' : 'redis'
  built[kind] ??= buildIntegration({ redis: kind === 'redis' })
  const { file } = await built[kind]
  const stripe = createStripe({ traffic })
  const stripeServer = await serveStripe(stripe, { port: 0 })
  const botpress = createBotpress({ definition })
  const botpressServer = await serveBotpress(botpress, { port: 0 })
  const log: string[] = []
  const urlOf = (index: number) => (typeof redisUrl === 'function' ? redisUrl(index) : redisUrl)
  const instances = await Promise.all(
    Array.from({ length: processes }, async (_, index) => {
      const url = urlOf(index)
      return startBundle({
        bundle: file,
        env: {
          ...{ ...botpress.env, STRIPE_API_BASE: stripeServer.url, STRIPE_WEBHOOK_SECRET: SECRET },
          ...(url !== undefined && { SECRET_REDIS_URL: url }),
          ...env,
        },
        onLog: ({ text }) => log.push(text),
      })
    })
  )
  const [first] = instances
  const said = (): string[] => log.filter((line) => line.startsWith('shared')).map((line) => line.slice(8))
  botpress.connect(first?.url ?? '')
  await botpress.install(CONFIGURATION)
  stripe.requests.clear()

  const headers = {
    ...{ 'content-type': 'application/json', 'x-bot-id': botpress.ids.botId, 'x-bot-user-id': botpress.ids.botUserId },
    ...{ 'x-integration-id': botpress.ids.integrationId, 'x-integration-alias': botpress.ids.alias },
    ...{ 'x-webhook-id': botpress.ids.webhookId },
    'x-bp-configuration': Buffer.from(JSON.stringify(CONFIGURATION)).toString('base64'),
  }
  /** As Botpress calls an instance, but the one that is chosen. */
  const post = async (index: number, operation: string, body: object): Promise<{ status: number; body: string }> => {
    const response = await fetch(instances[index]?.url ?? '', {
      ...{ method: 'POST', headers: { ...headers, 'x-bp-operation': operation }, body: JSON.stringify(body) },
    })
    return { status: response.status, body: await response.text() }
  }
  return {
    ...{ stripe, botpress, log, instances },
    /** What the processes said of what they share. */
    said,
    action: (index: number, type: string, input: object) => post(index, 'action_triggered', { type, input }),
    webhook: (index: number, request: object) => post(index, 'webhook_received', { req: request }),
    close: async () => {
      await Promise.all(instances.map((instance) => instance.stop()))
      await botpressServer.close()
      await stripeServer.close()
    },
  }
}

export type Fleet = Awaited<ReturnType<typeof startFleet>>
