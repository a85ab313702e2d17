import { fileURLToPath } from 'node:url'
import definition from '@botpress-stripe/integration/definition'
import { type CallRecord, linesOf } from '@botpress-stripe/integration/gateway/observe'
import {
  type BotpressOptions,
  type BotpressSandbox,
  type BundleOptions,
  createBotpress,
  startBundle,
} from '@botpress-stripe/sandbox-botpress'
import { createStripe, DEFAULT_KEYS, type StripeSandbox, seedShop, systemClock } from '@botpress-stripe/sandbox-stripe'
import type { Mode } from '../api'
import { createClosers } from '../closers'
import { maskKey, type Options } from '../options'
import type { Calls } from '../timeline/calls'
import type { Story } from '../timeline/story'
import { watchBotpress } from './botpress-events'
import { botpressSide } from './botpress-side'
import type { AdvancingClock } from './clock'
import type { Instances } from './instances'
import { deliverTold, type OnDelivery, watchStripe } from './stripe-events'
import { type OnAnswer, stripeSide } from './stripe-side'

type Handler = (request: Request) => Promise<Response>

/** Where the parts of the world are reached. The addresses stay when it begins again. */
export interface Gates {
  stripe: { url: string; open(handler: Handler): void } | undefined
  botpress: { url: string; open(handler: Handler): void }
}

/** What is built before a world begins. */
export interface Bundles {
  integration: string
  /** The bot beside the integration. */
  bot: { file: string; definition: NonNullable<BotpressOptions['bot']> } | undefined
}

export interface WorldOptions {
  options: Options
  /** Where Stripe is, when it is neither the embedded nor the real one. */
  stripeUrl?: string | undefined
  clock: AdvancingClock
  instances: Instances
  /** What the instances share their limits in. */
  redisUrl?: string | undefined
  gates: Gates
  bundles: Bundles
  story: Story
  calls: Calls
  /** The account has been made, and is empty. */
  onStripe(stripe: StripeSandbox): void
  onAnswer: OnAnswer
  onDelivery: OnDelivery
}

/** Stripe, Botpress, the integration, and what time it is there. */
export interface World {
  /** Not there with the real Stripe. */
  stripe: StripeSandbox | undefined
  botpress: BotpressSandbox
  mode: Mode
  /** How the process of the integration or of the bot ended, once one has. */
  exited: Promise<string>
  /** Lets happen what is due, and resolves when nothing is under way any more. */
  settled(): Promise<void>
  close(): Promise<void>
}

const PRELOAD = fileURLToPath(new URL('./preload.cjs', import.meta.url))

/** A minute of Botpress' limit for a handler is one of the machine's: moving on must not end what is under way. */
const LIMIT = 60_000

const handlerClock = (clock: AdvancingClock) => ({
  now: clock.now,
  sleep: (ms: number, signal?: AbortSignal) => (ms > LIMIT ? clock : systemClock).sleep(ms, signal),
})

const createAccount = ({ gates, options, clock, story, onDelivery }: WorldOptions) => {
  if (!gates.stripe) return { key: options.stripeKey ?? '', stripe: undefined }
  const key = DEFAULT_KEYS[0]?.key ?? ''
  const deliver = deliverTold(story, fetch, onDelivery)
  const stripe = createStripe({ clock, deliver, publicUrl: gates.stripe.url })
  return { key, stripe }
}

const PRELOADED = { NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}` }

const integrationEnv = ({ options, gates, stripeUrl = gates.stripe?.url }: WorldOptions) => ({
  ...(stripeUrl !== undefined && { STRIPE_API_BASE: stripeUrl }),
  ...(options.webhookSecret && { STRIPE_WEBHOOK_SECRET: options.webhookSecret }),
  ...{ STRIPE_TRACE: 'json', ...PRELOADED },
})

/** The bundles in processes of their own, their output read. */
const startBundles = async (world: WorldOptions, botpress: BotpressSandbox, readLine: (text: string) => boolean) => {
  const { integration, bot } = world.bundles
  const { instances, redisUrl } = world
  const env = { ...botpress.env, ...integrationEnv(world), ...(redisUrl && { SECRET_REDIS_URL: redisUrl }) }
  const onLog: BundleOptions['onLog'] = (line) => {
    if (!readLine(line.text)) botpress.log(line)
  }
  const starting = [
    ...Array.from({ length: instances.count }, () => startBundle({ bundle: integration, env, onLog })),
    ...(bot ? [startBundle({ bundle: bot.file, env: { ...botpress.botEnv, ...PRELOADED }, onLog })] : []),
  ]
  const results = await Promise.allSettled(starting)
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const stop = async () => void (await Promise.all(started.map((bundle) => bundle.stop())))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const urls = started.map(({ url }) => url)
  const integrations = urls.slice(0, instances.count)
  instances.use(integrations)
  const [first] = integrations
  const [ofBot] = urls.slice(instances.count)
  if (first) botpress.connect(first)
  if (ofBot) botpress.connectBot(ofBot)
  return { stop, exited: Promise.race(started.map(({ exited }) => exited)) }
}

const printCall = (record: CallRecord): void => {
  for (const line of linesOf(record)) console.log(`stripe  ${line}`)
}

/** Scheduled events are due by the time that passes, too. Milliseconds. */
const DUE_EVERY = 1_000

/** Tells the bot what is due, now and then. */
const watchDue = (botpress: BotpressSandbox): (() => void) => {
  const timer = setInterval(() => botpress.deliverDue(), DUE_EVERY)
  timer.unref()
  return () => clearInterval(timer)
}

/** One thing leads to another: a webhook to a message, a message to an action, an action to a webhook. */
const settle = async (botpress: BotpressSandbox, stripe: StripeSandbox | undefined): Promise<void> => {
  botpress.deliverDue()
  for (let round = 0; round < 3; round++) {
    await stripe?.settled()
    await botpress.idle()
  }
}

/**
 * Brings up a world from its beginning: an account with a shop, the integration installed, a bot that sells.
 * @throws what kept a part from starting; whatever was up by then is ended
 */
export const startWorld = async (world: WorldOptions): Promise<World> => {
  const { gates, clock, story, calls, onAnswer } = world
  const { defer, close } = createClosers()
  try {
    const { stripe, key } = createAccount(world)
    if (stripe) {
      defer(async () => stripe.close())
      world.onStripe(stripe)
      gates.stripe?.open(stripeSide({ stripe, story, calls, onAnswer }))
    }
    const side = botpressSide({
      story,
      calls,
      ahead: clock.ahead,
      reach: world.instances.reach,
      ...(world.options.trace && { onCall: printCall }),
    })
    const bot = world.bundles.bot?.definition
    const botpress = createBotpress({ definition, ...(bot && { bot }), clock: handlerClock(clock), send: side.send })
    botpress.servedAt(gates.botpress.url)
    gates.botpress.open(side.receive(botpress))
    const bundles = await startBundles(world, botpress, side.readLine)
    defer(bundles.stop)
    if (stripe) await seedShop(stripe)
    await botpress.install({ apiKey: key })
    const ends = [stripe && watchStripe(stripe, story), watchBotpress(botpress, story), watchDue(botpress)]
    defer(async () => {
      for (const end of ends) end?.()
    })
    const shared = { key: maskKey(key), webhookUrl: botpress.webhookUrl }
    const mode: Mode = gates.stripe
      ? { kind: 'embedded', ...shared, stripeUrl: gates.stripe.url }
      : { kind: 'test-mode', ...shared }
    return { stripe, botpress, mode, exited: bundles.exited, settled: () => settle(botpress, stripe), close }
  } catch (error) {
    await close()
    throw error
  }
}
