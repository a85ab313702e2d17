import { fileURLToPath } from 'node:url'
import definition from '@botpress-stripe/integration/definition'
import {
  type BotpressSandbox,
  createBotpress,
  type StartedBundle,
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
import { deliverTold, type OnDelivery, watchStripe } from './stripe-events'
import { type OnAnswer, stripeSide } from './stripe-side'

type Handler = (request: Request) => Promise<Response>

/** Where the parts of the world are reached. The addresses stay when it begins again. */
export interface Gates {
  stripe: { url: string; open(handler: Handler): void } | undefined
  botpress: { url: string; open(handler: Handler): void }
}

export interface WorldOptions {
  options: Options
  clock: AdvancingClock
  gates: Gates
  bundles: { integration: string }
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
  /** How the integration's process ended, once it has. */
  integrationExited: Promise<string>
  /** Resolves when nothing is under way any more. */
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

const environment = ({ options, gates }: WorldOptions) => ({
  ...(gates.stripe && { STRIPE_API_BASE: gates.stripe.url }),
  ...(options.webhookSecret && { STRIPE_WEBHOOK_SECRET: options.webhookSecret }),
  ...{ STRIPE_TRACE: 'json', NODE_OPTIONS: `--require ${JSON.stringify(PRELOAD)}` },
})

/** The bundle of the integration in a process of its own, its output read. */
const startIntegration = (world: WorldOptions, botpress: BotpressSandbox, readLine: (text: string) => boolean) =>
  startBundle({
    bundle: world.bundles.integration,
    env: { ...botpress.env, ...environment(world) },
    onLog: (line) => {
      if (!readLine(line.text)) botpress.log(line)
    },
  })

/**
 * Brings up a world from its beginning: an account with a shop, and the integration installed.
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
    const side = botpressSide({ story, calls, ahead: clock.ahead })
    const botpress = createBotpress({ definition, clock: handlerClock(clock), send: side.send })
    botpress.servedAt(gates.botpress.url)
    gates.botpress.open(side.receive(botpress))
    const bundle: StartedBundle = await startIntegration(world, botpress, side.readLine)
    defer(() => bundle.stop())
    botpress.connect(bundle.url)
    if (stripe) await seedShop(stripe)
    await botpress.install({ apiKey: key })
    const ends = [stripe && watchStripe(stripe, story), watchBotpress(botpress, story)]
    defer(async () => {
      for (const end of ends) end?.()
    })
    const shared = { key: maskKey(key), webhookUrl: botpress.webhookUrl }
    const mode: Mode = gates.stripe
      ? { kind: 'embedded', ...shared, stripeUrl: gates.stripe.url }
      : { kind: 'test-mode', ...shared }
    const settled = async () => stripe?.settled()
    return { stripe, botpress, mode, integrationExited: bundle.exited, settled, close }
  } catch (error) {
    await close()
    throw error
  }
}
