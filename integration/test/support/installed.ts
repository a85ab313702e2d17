import { createBotpress, serveBotpress } from '@botpress-stripe/sandbox-botpress'
import { createStripe, type ManualClock, manualClock, type StripeOptions } from '@botpress-stripe/sandbox-stripe'
import Stripe from 'stripe'
import definition from '../../integration.definition'
import type { Fetch } from '../../src/gateway/fetch'
import { overFetch } from '../../src/gateway/stage'
import { createIntegration } from '../../src/integration'
import { TEST_KEY } from './embedded'
import { createPoster } from './post'

interface Options extends StripeOptions {
  /** Around the embedded Stripe's own fetch: faults. */
  wrap?: (stripe: Fetch) => Fetch
  /** When the story begins, in milliseconds since 1970. Default: now. */
  start?: number
}

/** Answers a request of the local Botpress by the integration's handler, in this process. */
export const toHandler =
  (integration: ReturnType<typeof createIntegration>) =>
  async (request: Request): Promise<Response> => {
    const url = new URL(request.url)
    const response = await integration.handler({
      ...{ method: request.method, path: url.pathname, query: url.search.slice(1), body: await request.text() },
      headers: Object.fromEntries(request.headers),
    })
    const { status = 200, body = '{}', headers = {} } = response ?? {}
    return new Response(body, { status, headers })
  }

/**
 * The integration in this process, between an embedded Stripe and a local Botpress. Its client of Botpress is the real
 * one, over HTTP. All three live by one clock, which is ours.
 */
export const createInstalled = async ({ wrap = (fetch) => fetch, start, ...options }: Options = {}) => {
  const clock: ManualClock = manualClock(start ?? Date.now())
  const stripe = createStripe({ seed: 'test', clock, deliver: (url, init) => deliver(url, init), ...options })
  const integration = createIntegration({
    transport: overFetch(wrap((input, init) => stripe.fetch(new Request(input, init)))),
    ...{ clock, random: () => 0.5, apiBase: new URL('http://127.0.0.1:12111') },
  })
  const botpress = createBotpress({
    ...{ clock, definition, integrationUrl: 'http://127.0.0.1', send: toHandler(integration) },
    // Stripe wants https in live mode. Nothing is sent there: deliveries are handed over in this process.
    publicUrl: 'https://webhook.example.com',
  })
  const server = await serveBotpress(botpress, { port: 0 })
  Object.assign(process.env, botpress.env)
  const statuses: number[] = []

  /** Webhooks take the way through the public webhook URL. */
  const deliver = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await botpress.fetch(new Request(url, init))
    statuses.push(response.status)
    return response
  }

  /** The real SDK, as the shopkeeper uses Stripe beside the bot. */
  const shop = (key = TEST_KEY) =>
    new Stripe(key, {
      httpClient: Stripe.createFetchHttpClient((input, init) => stripe.fetch(new Request(input, init))),
      ...{ maxNetworkRetries: 0, telemetry: false },
    })

  return {
    clock,
    stripe,
    botpress,
    botId: botpress.env.BP_BOT_ID ?? '',
    statuses,
    shop,
    ...createPoster(botpress, clock),
    close: () => server.close(),
  }
}

export type Installed = Awaited<ReturnType<typeof createInstalled>>
