import { createServer } from 'node:http'
import { join } from 'node:path'
import {
  createBotpress,
  type FeedEntry,
  serveBotpress,
  startBundle,
  systemClock,
} from '@botpress-stripe/sandbox-botpress'
import { createStripe, DEFAULT_KEYS, manualClock, seedShop, serveStripe } from '@botpress-stripe/sandbox-stripe'
import { getRequestListener } from '@hono/node-server'
import definition from '../../../../integration/integration.definition'
import { buildIntegration, buildShopBot } from '../../../../scripts/build'
import bot from '../../bot.definition'

const { key = '' } = DEFAULT_KEYS.find(({ key }) => key.startsWith('sk_test_')) ?? {}

/** An outage in which Stripe says that trying again is of no use: otherwise the integration would try for most of a minute. */
const DOWN = {
  status: 503,
  headers: { 'content-type': 'application/json', 'stripe-should-retry': 'false' },
  body: JSON.stringify({ error: { type: 'api_error', message: 'Service unavailable.' } }),
}

/** The web chat on an address of its own, as its page uses it. */
const serveChat = async (answer: (request: Request) => Promise<Response>) => {
  const server = createServer(getRequestListener(answer))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}/chat`, close }
}

/**
 * The whole shop as it runs on a laptop: the embedded Stripe with its products, the local Botpress, the bundles of the
 * integration and of the bot in processes of their own, and the web chat, all over HTTP. Time is moved by hand.
 */
export const openShop = async () => {
  const clock = manualClock(Date.now())
  const stripe = createStripe({ clock })
  let isDown = false
  const answer: typeof stripe.answer = async (request) => (isDown ? DOWN : stripe.answer(request))
  const stripeServer = await serveStripe({ ...stripe, answer }, { port: 0 })
  stripe.publicUrl = stripeServer.url
  await seedShop(stripe)
  let lastNews: Request | undefined
  const botpress = createBotpress({
    ...{ definition, bot },
    // How long a handler may take is measured by the machine's clock.
    clock: { now: clock.now, sleep: systemClock.sleep },
    send: (request) => {
      request.headers.set('x-time-ahead', String(clock.now() - Date.now()))
      if (request.headers.get('x-bp-type')?.startsWith('stripe:')) lastNews = request.clone()
      return fetch(request)
    },
  })
  const server = await serveBotpress(botpress, { port: 0 })
  const chat = await serveChat((request) => botpress.webchat(request, '/chat'))
  const entries: FeedEntry[] = []
  botpress.subscribe((entry) => entries.push(entry))
  const onLog = (line: { stream: 'stdout' | 'stderr'; text: string }) => botpress.log(line)
  const { file } = await buildIntegration()
  const shared = { NODE_OPTIONS: `--require ${join(import.meta.dirname, 'clock.cjs')}` }
  const env = { ...botpress.env, ...shared, STRIPE_API_BASE: stripeServer.url }
  const integration = await startBundle({ bundle: file, env, onLog })
  const shopBot = await startBundle({ bundle: await buildShopBot(), env: { ...botpress.botEnv, ...shared }, onLog })
  botpress.connect(integration.url)
  botpress.connectBot(shopBot.url)

  /** Waits until nothing is on its way any more, in either direction. */
  const settled = async (): Promise<void> => {
    for (let round = 0; round < 2; round++) {
      await stripe.settled()
      await botpress.idle()
    }
  }

  return {
    ...{ stripe, botpress, entries, chatUrl: chat.url, settled },
    /** Tells the bot of the last event again, as after an answer that was lost. @returns the status of the bot's answer */
    tellAgain: async () => (lastNews ? (await fetch(lastNews.clone())).status : 0),
    /** Whether Stripe answers. */
    setDown: (down: boolean) => {
      isDown = down
    },
    configure: (configuration: object) => botpress.configure({ apiKey: key, ...configuration }),
    async pass(ms: number) {
      await clock.advance(ms, settled)
      botpress.deliverDue()
      await settled()
    },
    async close() {
      chat.close()
      await shopBot.stop()
      await integration.stop()
      await server.close()
      await stripeServer.close()
    },
  }
}

export type Shop = Awaited<ReturnType<typeof openShop>>
