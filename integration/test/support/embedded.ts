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
import type { Fetch } from '../../src/gateway/fetch'
import { createGateway } from '../../src/gateway/index'
import { createInvocation, createInvocationContext } from '../../src/gateway/invocation'
import type { CallRecord } from '../../src/gateway/observe'
import type { Limits } from '../../src/gateway/pace'
import { toIntegrationError } from '../../src/gateway/translate'
import { createGuardrails, type GuardrailConfiguration } from '../../src/guardrails/index'
import { createIdentity } from '../../src/identity/index'
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
  /** The guardrails that the configuration sets. */
  guardrails?: GuardrailConfiguration
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
    linked: async (userId) => last((other) => other.userId === userId)?.customerId,
    unlink: async (customerId) => tie(customerId, {}),
  }
}

/**
 * The actions over the real gateway, the real SDK and an embedded Stripe, all in this process.
 */
export const createEmbedded = ({ wrap = (fetch) => fetch, gatewayClock, random, limits, ...options }: Options = {}) => {
  const stripe = createStripe({ seed: 'test', ...options })
  const context = createInvocationContext()
  const clock = gatewayClock ?? systemClock
  const calls: CallRecord[] = []
  const transport = wrap((input, init) => stripe.fetch(new Request(input, init)))
  const gateway = createGateway(TEST_KEY, {
    ...{ transport, clock, context, limits: limits ?? UNLIMITED, random: random ?? (() => 0.5) },
    observer: (call) => calls.push(call),
  })
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

  const tools: Tools = {
    ...{ stripe: gateway, clock, exclusive, botId: BOT_ID, sales, reminders, customers, memory, guardrails },
    identity: createIdentity({ stripe: gateway, clock, customers, guardrails, botId: BOT_ID, secret: TEST_KEY }),
    thanksUrl: 'https://webhook.example.com/paid',
  }

  /** Runs an action as Botpress would: input parsed, output parsed, errors of the catalogue. */
  const run = async <I extends z.AnyZodObject, O extends z.AnyZodObject>(
    action: Action<I, O>,
    input: z.input<I>,
    budget?: number
  ): Promise<z.output<O>> => {
    const handler = toHandler(action.title, action as unknown as Action, {
      invoke: ({ action: scope, idempotencyKey }, work) => {
        const invocation = createInvocation({ clock, scope, idempotencyKey, ...(budget && { budget }) })
        const own = { ...tools, memory: idempotencyKey === undefined ? memory : NO_MEMORY }
        return context.run(invocation, () => work(own))
      },
      translate: (error, _where, _logger, input) => toIntegrationError(error, input),
    })
    // Neither is used: the tools are ours.
    return handler({ input, ctx: {}, client: {}, logger: {} } as never) as Promise<z.output<O>>
  }

  /** The requests that the work makes at Stripe, like `GET /v1/prices`. */
  const requestsOf = async (work: () => Promise<unknown>): Promise<string[]> => {
    const before = calls.length
    await work()
    return calls.slice(before).map(({ operation }) => operation)
  }

  return { stripe, gateway, run, requestsOf, calls, sold, reminded, bound, tools }
}

export type Embedded = ReturnType<typeof createEmbedded>
