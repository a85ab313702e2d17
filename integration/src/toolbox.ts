import type { Clock } from './clock'
import { createCustomers } from './customer-binding'
import type { Invoked } from './define/to-handlers'
import type { Tools } from './define/tools'
import type { Exclusive } from './exclusive'
import { remaining } from './gateway/budget'
import type { Gateway } from './gateway/index'
import { createInvocation, type Invocation, shortened } from './gateway/invocation'
import { createIdentity } from './identity/index'
import { createLinks } from './links/index'
import type { Seen } from './links/seen'
import { statesOf } from './links/states'
import { type Memory, NO_MEMORY, partOf } from './memory'
import { createReminders } from './reminders'
import { createSales } from './sales'
import type { SettingsReader } from './settings'
import type { ApiKey } from './setup/key'
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
  settingsOf: SettingsReader
  /** Where Botpress takes requests from outside; the ID of an installation follows. */
  webhookBase: string
  /** Looks at the set-up of an installation. */
  verifySetup(invoked: Invoked, webhookUrl: string, repair: boolean): ReturnType<Tools['setup']['verify']>
}

/** What is left to an invocation whose time is up, to see to what it began. Milliseconds. */
const LAST_BUDGET = 8_000

/** An invocation while its tools are made. */
interface Bench {
  workshop: Workshop
  invoked: Invoked
  invocation: Invocation
  connection?: Connection
}

/** What needs a usable key and a configuration that can be read. */
interface Connection extends ReturnType<SettingsReader>, ReturnType<Gateway['borrow']> {
  gateway: Gateway
  memory: Memory
}

/** @throws {IntegrationError} invalid_configuration */
const connect = ({ workshop, invoked, invocation }: Bench): Connection => {
  const { configuration, integrationId } = invoked.ctx
  const { key, guardrails } = workshop.settingsOf(configuration)
  const gateway = workshop.gatewayFor(key.value)
  const { stripe, giveBack } = gateway.borrow(invocation)
  return { key, guardrails, gateway, stripe, giveBack, memory: workshop.memoryOf(integrationId, key) }
}

const connected = (bench: Bench): Connection => {
  bench.connection ??= connect(bench)
  return bench.connection
}

const webhookUrlOf = ({ workshop, invoked }: Bench): string => `${workshop.webhookBase}/${invoked.ctx.webhookId}`

/** How each tool is made; `tools` are those that it needs itself. */
const makers: { [Name in keyof Tools]: (bench: Bench, tools: Tools) => Tools[Name] } = {
  clock: ({ workshop }) => workshop.clock,
  botId: ({ invoked }) => invoked.ctx.botId,
  // Two integrations of one process have nothing to wait for from each other.
  exclusive:
    ({ workshop, invoked }) =>
    (name, work) =>
      workshop.exclusive(`${invoked.ctx.integrationId}:${name}`, work),
  thanksUrl: (bench) => `${webhookUrlOf(bench)}${THANKS_PATH}`,
  setup: (bench) => ({ verify: (repair) => bench.workshop.verifySetup(bench.invoked, webhookUrlOf(bench), repair) }),
  sales: ({ invoked: { client, logger } }, { clock, exclusive }) => createSales({ client, clock, logger, exclusive }),
  reminders: ({ invoked: { client, logger } }, { clock }) => createReminders({ client, clock, logger }),
  stripe: (bench) => connected(bench).stripe,
  guardrails: (bench) => connected(bench).guardrails,
  memory: (bench) => (bench.invoked.idempotencyKey === undefined ? connected(bench).memory : NO_MEMORY),
  known: (bench) => partOf(connected(bench).memory, 'known'),
  within: (bench, { clock }) => {
    const { gateway } = connected(bench)
    return (ms, work) => work(gateway.client(shortened(bench.invocation, clock, ms)))
  },
  lastly: (bench, { clock }) => {
    const { gateway } = connected(bench)
    const invocation = () => createInvocation({ clock, scope: bench.invoked.action, budget: LAST_BUDGET })
    return (work) => work(gateway.client(invocation()))
  },
  customers: (bench) => {
    const { client, logger } = bench.invoked
    const { key, memory } = connected(bench)
    return createCustomers({ client, logger, memory, keyHash: key.hash })
  },
  identity: (bench, { stripe, clock, customers, guardrails, botId }) =>
    createIdentity({ stripe, clock, customers, guardrails, botId, secret: connected(bench).key.value }),
  links: (bench, { stripe, clock, exclusive }) => {
    const { ctx, client, logger } = bench.invoked
    const { key, memory } = connected(bench)
    return createLinks({
      ...{ stripe, states: statesOf(client, ctx.integrationId), memory, logger, exclusive, keyHash: key.hash },
      seen: bench.workshop.seenBy(`${ctx.integrationId}:${key.hash}`),
      timeLeft: () => remaining(bench.invocation, clock),
    })
  },
}

const isTool = (name: string | symbol): name is keyof Tools => Object.hasOwn(makers, name)

/**
 * The tools of an invocation. Each is made when it is first asked for: most invocations use three of them, and an
 * unusable key is an error there, not where the set-up is looked at. (An object with accessors could do the same, but to
 * the engine each such object is a class of its own, which is kept until the next large collection with all it refers to.)
 */
const toolsOf = (bench: Bench): Tools => {
  const made: Partial<Record<keyof Tools, unknown>> = {}
  // Whatever is asked for is made, which is more than the type of an empty object can say.
  const tools: Tools = new Proxy(made as unknown as Tools, {
    get: (_, name) => {
      if (!isTool(name)) return undefined
      made[name] ??= makers[name](bench, tools)
      return made[name]
    },
    // A copy would hold what was made so far, which is nothing as a rule.
    ownKeys: () => {
      throw new TypeError('Tools are taken by their names, not copied: each is made when it is asked for.')
    },
  })
  return tools
}

/** Does the work of one invocation with its tools. */
export const withTools = async <T>(
  invoked: Invoked,
  invocation: Invocation,
  workshop: Workshop,
  work: (tools: Tools) => Promise<T>
): Promise<T> => {
  const bench: Bench = { workshop, invoked, invocation }
  const result = await work(toolsOf(bench))
  // After a failure something may still be under way, and its client is not used again.
  bench.connection?.giveBack()
  return result
}
