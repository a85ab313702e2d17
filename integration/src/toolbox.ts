import type { Clock } from './clock'
import { createCustomers } from './customer-binding'
import type { Invoked } from './define/to-handlers'
import type { Tools } from './define/tools'
import type { Exclusive } from './exclusive'
import { remaining } from './gateway/budget'
import type { Gateway } from './gateway/index'
import { createInvocation, type Invocation, shortened } from './gateway/invocation'
import { createGuardrails } from './guardrails/index'
import { createIdentity } from './identity/index'
import { createLinks } from './links/index'
import type { Seen } from './links/seen'
import { statesOf } from './links/states'
import { type Memory, NO_MEMORY, partOf } from './memory'
import { createReminders } from './reminders'
import { createSales } from './sales'
import { type ApiKey, parseApiKey } from './setup/key'
import { THANKS_PATH } from './webhook/thanks'

/** What all invocations of this process share. */
export interface Workshop {
  clock: Clock
  exclusive: Exclusive
  /** What was found out before, for one installation and key. */
  memoryOf(integrationId: string, key: ApiKey): Memory
  /** The payment links that were seen, for one installation and key. */
  seenBy(owner: string): Seen
  gatewayFor(apiKey: string): Gateway
  /** Where Botpress takes requests from outside; the ID of an installation follows. */
  webhookBase: string
  /** Looks at the set-up of an installation. */
  verifySetup(invoked: Invoked, webhookUrl: string, repair: boolean): ReturnType<Tools['setup']['verify']>
}

/** What is left to an invocation whose time is up, to see to what it began. Milliseconds. */
const LAST_BUDGET = 8_000

interface Situation extends Workshop {
  invoked: Invoked
  invocation: Invocation
  own: Exclusive
}

/** What needs a usable key and a configuration that can be read. */
const connect = ({ invoked, invocation, own, ...workshop }: Situation) => {
  const { ctx, client, logger, idempotencyKey } = invoked
  const { clock } = workshop
  const key = parseApiKey(ctx.configuration.apiKey)
  const guardrails = createGuardrails(ctx.configuration)
  guardrails.checkMode(key)
  const gateway = workshop.gatewayFor(key.value)
  const { stripe, giveBack } = gateway.borrow(invocation)
  const memory = workshop.memoryOf(ctx.integrationId, key)
  const customers = createCustomers({ client, logger, memory, keyHash: key.hash })
  const tools = {
    ...{ stripe, customers, guardrails },
    identity: createIdentity({ stripe, clock, customers, guardrails, botId: ctx.botId, secret: key.value }),
    links: createLinks({
      ...{ stripe, states: statesOf(client, ctx.integrationId), memory, logger, exclusive: own },
      ...{ seen: workshop.seenBy(`${ctx.integrationId}:${key.hash}`), keyHash: key.hash },
      timeLeft: () => remaining(invocation, clock),
    }),
    within: (ms, work) => work(gateway.client(shortened(invocation, clock, ms))),
    lastly: (work) => work(gateway.client(createInvocation({ clock, scope: invoked.action, budget: LAST_BUDGET }))),
    known: partOf(memory, 'known'),
    memory: idempotencyKey === undefined ? memory : NO_MEMORY,
  } satisfies Partial<Tools>
  return { tools, giveBack }
}

/** Makes something when it is first asked for, and keeps it. */
const lazily = <T extends object>(make: () => T) => {
  let made: T | undefined
  return {
    get: (): T => {
      made ??= make()
      return made
    },
    ifMade: (): T | undefined => made,
  }
}

/**
 * Does the work of one invocation with its tools. What needs a usable key is made when it is first used: an unusable one
 * is an error there, not where the set-up is looked at.
 */
export const withTools = async <T>(
  invoked: Invoked,
  invocation: Invocation,
  workshop: Workshop,
  work: (tools: Tools) => Promise<T>
): Promise<T> => {
  const { ctx, client, logger } = invoked
  const { clock, exclusive, webhookBase } = workshop
  const webhookUrl = `${webhookBase}/${ctx.webhookId}`
  // Two integrations of one process have nothing to wait for from each other.
  const own: Exclusive = (name, queued) => exclusive(`${ctx.integrationId}:${name}`, queued)
  const connection = lazily(() => connect({ ...workshop, invoked, invocation, own }))
  const connected = () => connection.get().tools
  const result = await work({
    ...{ clock, exclusive: own, botId: ctx.botId, thanksUrl: `${webhookUrl}${THANKS_PATH}` },
    sales: createSales({ client, clock, logger, exclusive: own }),
    reminders: createReminders({ client, clock, logger }),
    setup: { verify: (repair) => workshop.verifySetup(invoked, webhookUrl, repair) },
    within: (ms, brief) => connected().within(ms, brief),
    lastly: (last) => connected().lastly(last),
    get known() {
      return connected().known
    },
    get stripe() {
      return connected().stripe
    },
    get customers() {
      return connected().customers
    },
    get guardrails() {
      return connected().guardrails
    },
    get identity() {
      return connected().identity
    },
    get links() {
      return connected().links
    },
    get memory() {
      return connected().memory
    },
  })
  // After a failure something may still be under way, and its client is not used again.
  connection.ifMade()?.giveBack()
  return result
}
