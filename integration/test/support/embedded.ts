import type { z } from '@botpress/sdk'
import { createStripe, DEFAULT_KEYS, type StripeOptions } from '@botpress-stripe/sandbox-stripe'
import type { Binding } from '../../src/binding'
import type { Clock } from '../../src/clock'
import { systemClock } from '../../src/clock'
import type { Customers } from '../../src/customer-binding'
import type { Action } from '../../src/define/action'
import { toHandler } from '../../src/define/to-handlers'
import type { Tools } from '../../src/define/tools'
import { createExclusive } from '../../src/exclusive'
import { remaining } from '../../src/gateway/budget'
import type { Fetch } from '../../src/gateway/fetch'
import { createGateway } from '../../src/gateway/index'
import { createInvocation, type Invocation, shortened } from '../../src/gateway/invocation'
import type { CallRecord } from '../../src/gateway/observe'
import type { Limits } from '../../src/gateway/pace'
import { overFetch } from '../../src/gateway/stage'
import { toIntegrationError } from '../../src/gateway/translate'
import { createGuardrails, type GuardrailConfiguration } from '../../src/guardrails/index'
import { createIdentity } from '../../src/identity/index'
import { createLinks } from '../../src/links/index'
import { createSeen } from '../../src/links/seen'
import type { LinkStates, Search } from '../../src/links/states'
import { createMemory, NO_MEMORY, partOf } from '../../src/memory'
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
  /** The guardrails that the configuration sets. */
  guardrails?: GuardrailConfiguration
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

/** Which customer is which chat user, without Botpress. `bound` holds every tie that was made. */
const createCustomersInMemory = (bound: Array<Binding & { customerId: string }>): Customers => {
  const last = (wanted: (tie: Binding & { customerId: string }) => boolean) => bound.findLast(wanted)
  const tie = (customerId: string, { userId, conversationId }: Binding) =>
    void bound.push({ customerId, ...(userId && { userId }), ...(conversationId && { conversationId }) })
  return {
    bind: async (customerId, binding) => {
      const holder = last((other) => other.customerId === customerId)?.userId
      if (binding.userId && (holder === undefined || holder === binding.userId)) tie(customerId, binding)
    },
    find: async () => ({}),
    holderOf: async (customerId) => last((other) => other.customerId === customerId)?.userId,
    link: async (customerId, binding) => tie(customerId, binding),
    linked: async (userId) => {
      const id = last((other) => other.userId === userId)?.customerId
      return last((other) => other.customerId === id)?.userId === userId ? id : undefined
    },
    unlink: async (customerId) => tie(customerId, {}),
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
  const customers = createCustomersInMemory(bound)
  const guardrails = createGuardrails(options.guardrails ?? {})
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

  const toolsFor = (invocation: Invocation, isKeyed: boolean): Tools => {
    const stripe = clientOf(invocation)
    return {
      ...{ stripe, clock, exclusive, botId: BOT_ID, sales, reminders, customers, guardrails },
      identity: createIdentity({ stripe, clock, customers, guardrails, botId: BOT_ID, secret: TEST_KEY }),
      links: createLinks({
        ...{ stripe, states, seen, keyHash: 'key', memory, exclusive, logger: { warn: () => undefined } },
        timeLeft: () => remaining(invocation, clock),
      }),
      lastly: (work) => work(clientOf(createInvocation({ clock, scope: 'lastly', budget: 8_000 }))),
      known: partOf(memory, 'known'),
      within: (ms, work) => work(clientOf(shortened(invocation, clock, ms))),
      thanksUrl: 'https://webhook.example.com/paid',
      setup: { verify: () => Promise.reject(new Error('Only an installed integration has a set-up.')) },
      memory: isKeyed ? NO_MEMORY : memory,
    }
  }
  /** Those of no action in particular, for tests of what actions work with. */
  const tools = toolsFor(createInvocation({ clock, scope: 'test' }), false)

  /** Runs an action as Botpress would: input parsed, output parsed, errors of the catalogue. */
  const run = async <I extends z.AnyZodObject, O extends z.AnyZodObject>(
    action: Action<I, O>,
    input: z.input<I>,
    budget?: number
  ): Promise<z.output<O>> => {
    const handler = toHandler(action.title, action as unknown as Action, {
      invoke: ({ action: scope, idempotencyKey }, work) => {
        const invocation = createInvocation({ clock, scope, idempotencyKey, ...(budget && { budget }) })
        return work(toolsFor(invocation, idempotencyKey !== undefined))
      },
      translate: (error, _where, _logger, given) => toIntegrationError(error, given),
    })
    // None is used: the tools are ours.
    return handler({ input, ctx: {}, client: {}, logger: {} } as never) as Promise<z.output<O>>
  }

  /** The requests that the work makes at Stripe, like `GET /v1/prices`. */
  const requestsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    const before = calls.length
    await work()
    return calls.slice(before).map(({ operation }) => operation)
  }

  return { stripe, gateway, seen, run, requestsOf, calls, sold, reminded, bound, tools }
}

export type Embedded = ReturnType<typeof createEmbedded>
