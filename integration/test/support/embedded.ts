import type { z } from '@botpress/sdk'
import { createStripe, DEFAULT_KEYS, type StripeOptions } from '@botpress-stripe/sandbox-stripe'
import type Stripe from 'stripe'
import type { Binding } from '../../src/binding'
import type { Clock } from '../../src/clock'
import { systemClock } from '../../src/clock'
import type { Customers } from '../../src/customer-binding'
import type { Action } from '../../src/define/action'
import { parseInput, parseOutput } from '../../src/define/parse'
import { createExclusive } from '../../src/exclusive'
import { remaining } from '../../src/gateway/budget'
import type { Fetch } from '../../src/gateway/fetch'
import { createGateway } from '../../src/gateway/index'
import { createInvocation, shortened } from '../../src/gateway/invocation'
import type { CallRecord } from '../../src/gateway/observe'
import type { Limits } from '../../src/gateway/pace'
import { overFetch } from '../../src/gateway/stage'
import { toIntegrationError } from '../../src/gateway/translate'
import { createLinks } from '../../src/links/index'
import { createSeen } from '../../src/links/seen'
import type { LinkStates, Search } from '../../src/links/states'
import { createMemory, NO_MEMORY } from '../../src/memory'
import type { Reminder, Reminders } from '../../src/reminders'
import type { Sale, Sales } from '../../src/sales'

export const TEST_KEY = DEFAULT_KEYS.map(({ key }) => key).find((key) => key.startsWith('sk_test_')) ?? ''

/** The bot that invokes the actions. */
export const BOT_ID = 'bot_in_tests'

/** No limit is met in tests that are not about limits. */
const UNLIMITED = { account: 10_000, endpoint: 10_000, search: 10_000 }

interface Options extends StripeOptions {
  /** Around the embedded Stripe's own fetch: faults. */
  wrap?: (stripe: Fetch) => Fetch
  gatewayClock?: Clock
  random?: () => number
  /** What the gateway believes Stripe's limits to be. */
  limits?: Limits
  /** What Botpress keeps of payment links: two instances share it. */
  linkStates?: LinkStates
  /** How many links are remembered in the process. */
  mostSeen?: number
}

/** The states of an installation, in this process. */
export const memoryStates = (): LinkStates => {
  const made = new Map<string, string[]>()
  let searches: Search[] = []
  return {
    readMade: async (shard) => made.get(shard) ?? [],
    writeMade: async (shard, links) => void made.set(shard, links),
    readSearches: async () => searches,
    writeSearches: async (written) => {
      searches = written
    },
  }
}

/**
 * The actions over the real gateway, the real SDK and an embedded Stripe, all in this process.
 */
export const createEmbedded = ({ wrap = (fetch) => fetch, ...given }: Options = {}) => {
  const { gatewayClock, random, limits, linkStates, mostSeen, ...options } = given
  const stripe = createStripe({ seed: 'test', ...options })
  const clock = gatewayClock ?? systemClock
  const calls: CallRecord[] = []
  const transport = overFetch(wrap((input, init) => stripe.fetch(new Request(input, init))))
  const { client: clientOf } = createGateway(TEST_KEY, {
    ...{ transport, clock, limits: limits ?? UNLIMITED, random: random ?? (() => 0.5) },
    observer: (call) => calls.push(call),
  })
  const gateway = clientOf()
  const exclusive = createExclusive()
  const memory = createMemory(clock)
  const bound: Array<Binding & { customerId: string }> = []
  const customers: Customers = {
    bind: async (customerId, { userId, conversationId }) => {
      if (userId) bound.push({ customerId, userId, conversationId })
    },
    find: async () => ({}),
  }
  const sold: Sale[] = []
  const sales: Sales = {
    remember: async (_, sale, remind) => {
      sold.unshift({ ...sale, at: clock.now() })
      return remind?.() ?? false
    },
    of: async () => sold,
  }
  const reminded: Reminder[] = []
  const reminders: Reminders = { schedule: async (reminder) => reminded.push(reminder) > 0 }

  const states = linkStates ?? memoryStates()
  const seen = createSeen(mostSeen)

  /** Runs an action as Botpress would: input parsed, output parsed, errors of the catalogue. */
  const run = async <I extends z.AnyZodObject, O extends z.AnyZodObject>(
    action: Action<I, O>,
    input: z.input<I>,
    budget?: number
  ): Promise<z.output<O>> => {
    const parsed = parseInput(action.input, input)
    const { idempotencyKey } = parsed
    const invocation = createInvocation({ clock, scope: action.title, idempotencyKey, ...(budget && { budget }) })
    const tools = {
      links: createLinks({
        ...{
          stripe: clientOf(invocation),
          states,
          seen,
          keyHash: 'key',
          memory,
          exclusive,
          logger: { warn: () => undefined },
        },
        timeLeft: () => remaining(invocation, clock),
      }),
      ...{
        stripe: clientOf(invocation),
        clock,
        exclusive,
        botId: BOT_ID,
        sales,
        reminders,
        customers,
        thanksUrl: 'https://webhook.example.com/paid',
        setup: { verify: () => Promise.reject(new Error('Only an installed integration has a set-up.')) },
      },
      within: <T>(ms: number, work: (stripe: Stripe) => Promise<T>) => work(clientOf(shortened(invocation, clock, ms))),
      memory: idempotencyKey === undefined ? memory : NO_MEMORY,
    }
    try {
      return parseOutput(action.output, await action.handler(parsed, tools))
    } catch (error) {
      throw toIntegrationError(error)
    }
  }

  /** The requests that the work makes at Stripe, like `GET /v1/prices`. */
  const requestsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    const before = calls.length
    await work()
    return calls.slice(before).map(({ operation }) => operation)
  }

  return { stripe, gateway, seen, run, requestsOf, calls, sold, reminded, bound }
}

export type Embedded = ReturnType<typeof createEmbedded>
