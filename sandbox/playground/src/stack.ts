import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import definition from '@botpress-stripe/integration/definition'
import {
  type BotpressSandbox,
  createBotpress,
  type StartedBundle,
  serveBotpress,
  startBundle,
} from '@botpress-stripe/sandbox-botpress'
import { createStripe, DEFAULT_KEYS, seedShop, serveStripe } from '@botpress-stripe/sandbox-stripe'
import { buildIntegration } from '../../../scripts/build'
import { toActionError } from './action-error'
import { listActions } from './actions'
import { createClosers } from './closers'
import type { Mode, PlaygroundDocument } from './deps'
import { createFeed, type Feed } from './feed'
import { serveFrom } from './listen'
import { maskKey, type Options } from './options'
import { createPlayground } from './server'
import { watchBotpress, watchStripe } from './watch'

/** Everything that `npm start` brings up. */
export interface Stack {
  pageUrl: string
  botpressUrl: string
  mode: Mode
  /** How the integration's process ended, once it has. */
  integrationExited: Promise<string>
  /** Ends it all, the last started first. */
  close(): Promise<void>
}

/** The first ports that are tried. */
export interface Ports {
  page: number
  stripe: number
  botpress: number
}

type Defer = (close: () => Promise<void>) => void

const document = (name: string, title: string, path: string): PlaygroundDocument => ({
  ...{ name, title },
  read: () => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8'),
})

const DOCUMENTS = [
  document('readme', 'README', 'README.md'),
  document('guide', 'Guide for bot builders', 'integration/hub.md'),
  document('architecture', 'How it works', 'docs/architecture.md'),
]

/** The embedded Stripe with its shop, or the real one's test mode when there is a key for it. */
const startStripe = async ({ stripeKey }: Options, port: number, defer: Defer) => {
  if (stripeKey) return { key: stripeKey, url: undefined, watch: () => {} }
  const [key] = DEFAULT_KEYS
  if (!key) throw new Error('The embedded Stripe has no key.')
  const stripe = createStripe()
  const { url, close } = await serveStripe(stripe, { port })
  defer(close)
  await seedShop(stripe)
  return { key: key.key, url, watch: (feed: Feed) => watchStripe(stripe, feed) }
}

/** The local Botpress with the integration's bundle behind it, not installed yet. */
const startBotpress = async (env: Record<string, string>, port: number, defer: Defer) => {
  const { file } = await buildIntegration()
  const botpress = createBotpress({ definition })
  const { url, close } = await serveBotpress(botpress, { port })
  defer(close)
  const bundle: StartedBundle = await startBundle({
    bundle: file,
    env: { ...botpress.env, ...env },
    onLog: (line) => botpress.log(line),
  })
  defer(() => bundle.stop())
  botpress.connect(bundle.url)
  return { botpress, url, bundle }
}

/** Shows in the terminal what the integration calls at Stripe. */
const printTrace = (botpress: BotpressSandbox): void => {
  botpress.subscribe((entry) => {
    if (entry.kind === 'log' && entry.text.startsWith('stripe  ')) console.log(entry.text)
  })
}

const start = async (options: Options, ports: Ports, defer: Defer): Promise<Omit<Stack, 'close'>> => {
  const stripe = await startStripe(options, ports.stripe, defer)
  const env = {
    ...(stripe.url !== undefined && { STRIPE_API_BASE: stripe.url }),
    ...(options.webhookSecret && { STRIPE_WEBHOOK_SECRET: options.webhookSecret }),
    ...(options.trace && { STRIPE_TRACE: '1' }),
  }
  const { botpress, url: botpressUrl, bundle } = await startBotpress(env, ports.botpress, defer)
  await botpress.install({ apiKey: stripe.key })

  // From here on: what installing did would only fill the feed before anybody has done something.
  const feed = createFeed({ run: randomUUID(), now: Date.now })
  if (options.trace) printTrace(botpress)
  stripe.watch(feed)
  watchBotpress(botpress, feed, stripe.url !== undefined)

  const shared = { key: maskKey(stripe.key), webhookUrl: botpress.webhookUrl }
  const mode: Mode =
    stripe.url === undefined ? { kind: 'test-mode', ...shared } : { kind: 'embedded', ...shared, stripeUrl: stripe.url }
  const deps = { ...{ mode, actions: listActions(), documents: DOCUMENTS }, ...feed }
  const callAction = async (name: string, input: Record<string, unknown>) => {
    try {
      return { ok: true, output: (await botpress.callAction(name, input)).output } as const
    } catch (error) {
      return { ok: false, error: toActionError(error) } as const
    }
  }
  const page = await serveFrom(ports.page, (port) => createPlayground({ ...deps, callAction, port }).fetch)
  defer(page.close)
  return { pageUrl: page.url, botpressUrl, mode, integrationExited: bundle.exited }
}

/**
 * Brings up everything: Stripe, Botpress, the integration behind its real protocol, and the page.
 * @throws what kept a part from starting; whatever was up by then is ended
 */
export const startStack = async (options: Options, ports: Ports): Promise<Stack> => {
  const { defer, close } = createClosers()
  try {
    return { ...(await start(options, ports, defer)), close }
  } catch (error) {
    await close()
    throw error
  }
}
