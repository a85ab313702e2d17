import type { StripeOptions } from '@botpress-stripe/sandbox-stripe'
import type Stripe from 'stripe'
import type { Fetch } from '../../src/gateway/fetch'
import { TEST_KEY } from './embedded'
import { createInstalled } from './installed'

interface Options extends StripeOptions {
  wrap?: (stripe: Fetch) => Fetch
}

/** An installed integration whose bot misses events. */
export const createMissing = async (options: Options = {}) => {
  const world = await createInstalled({ start: Date.UTC(2026, 10, 25, 12), ...options })
  const { stripe, botpress, clock } = world
  let count = 0

  /** Lets time pass, with what becomes due in it. Seconds. */
  const wait = async (seconds: number): Promise<void> => {
    await stripe.settled()
    await clock.advance(seconds * 1000, stripe.settled)
  }

  return {
    ...world,
    wait,
    install: (more: object = {}) => botpress.install({ apiKey: TEST_KEY, ...more }),
    verify: async (input: object = {}) => {
      const { output } = await botpress.callAction('verifySetup', input)
      return output as Record<string, never> & { problems: Array<{ code: string }>; mended: string[] }
    },
    /** A charge that failed, made of nothing; a second later than what was before. Returns the ID of the charge. */
    fail: async (object: object = {}, type = 'charge.failed'): Promise<string> => {
      await wait(1)
      count++
      const charge = { id: `ch_${count}`, object: 'charge', metadata: {}, ...object }
      stripe.trigger(type, charge)
      await stripe.settled()
      return charge.id
    },
    /** The objects the bot was told of, in this order. */
    told: (): string[] => botpress.events.map(({ payload }) => payload.data?.object.id),
    staleOf: (id: string): unknown =>
      botpress.events.find(({ payload }) => payload.data?.object.id === id)?.payload.stale,
    endpoints: async (): Promise<Stripe.WebhookEndpoint[]> => (await world.shop().webhookEndpoints.list()).data,
    /** What the work asks of Stripe. */
    asked: async (work: () => Promise<unknown>): Promise<Array<string | undefined>> => {
      stripe.requests.clear()
      await work()
      return stripe.requests.entries().map(({ operation }) => operation)
    },
    gap: () => botpress.states.find(({ name }) => name === 'catchUp')?.payload.gaps,
    /** While the work runs, Botpress refuses the integration. */
    withBotpressDown: async <T>(work: () => Promise<T>): Promise<T> => {
      const { BP_TOKEN } = process.env
      process.env.BP_TOKEN = 'wrong'
      try {
        return await work()
      } finally {
        process.env.BP_TOKEN = BP_TOKEN
      }
    },
  }
}

export type Missing = Awaited<ReturnType<typeof createMissing>>
