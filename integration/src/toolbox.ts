import type Stripe from 'stripe'
import type { Clock } from './clock'
import { createCustomers } from './customer-binding'
import type { Invoked } from './define/to-handlers'
import type { Tools } from './define/tools'
import type { Exclusive } from './exclusive'
import { createGuardrails } from './guardrails/index'
import { createIdentity } from './identity/index'
import { type Memory, NO_MEMORY } from './memory'
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
  stripeFor(apiKey: string): Stripe
  /** Where Botpress takes requests from outside; the ID of an installation follows. */
  webhookBase: string
  /** Looks at the set-up of an installation. */
  verifySetup(invoked: Invoked, webhookUrl: string, repair: boolean): ReturnType<Tools['setup']['verify']>
}

/** What needs a usable key and a configuration that can be read. */
const connect = ({ ctx, client, logger, idempotencyKey }: Invoked, { stripeFor, clock, memoryOf }: Workshop) => {
  const key = parseApiKey(ctx.configuration.apiKey)
  const guardrails = createGuardrails(ctx.configuration)
  guardrails.checkMode(key)
  const { botId } = ctx
  const stripe = stripeFor(key.value)
  const installation = memoryOf(ctx.integrationId, key)
  const customers = createCustomers({ client, logger, memory: installation, keyHash: key.hash })
  const identity = createIdentity({ stripe, clock, customers, guardrails, botId, secret: key.value })
  return {
    ...{ stripe, guardrails, customers, identity },
    memory: idempotencyKey === undefined ? installation : NO_MEMORY,
  }
}

/** Makes something when it is first asked for, and keeps it. */
const lazily = <T extends object>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/**
 * The tools of one invocation. What needs a usable key is made when it is first used: an unusable one is an error there,
 * not where the set-up is looked at.
 */
export const toolsFor = (invoked: Invoked, workshop: Workshop): Tools => {
  const { ctx, client, logger } = invoked
  const { clock, exclusive, webhookBase } = workshop
  const webhookUrl = `${webhookBase}/${ctx.webhookId}`
  // Two integrations of one process have nothing to wait for from each other.
  const own: Exclusive = (name, queued) => exclusive(`${ctx.integrationId}:${name}`, queued)
  const connected = lazily(() => connect(invoked, workshop))
  return {
    ...{ clock, exclusive: own, botId: ctx.botId, thanksUrl: `${webhookUrl}${THANKS_PATH}` },
    sales: createSales({ client, clock, logger, exclusive: own }),
    reminders: createReminders({ client, clock, logger }),
    setup: { verify: (repair) => workshop.verifySetup(invoked, webhookUrl, repair) },
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
    get memory() {
      return connected().memory
    },
  }
}
