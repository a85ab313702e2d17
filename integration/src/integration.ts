import * as sdk from '@botpress/sdk'
import type Stripe from 'stripe'
import * as actions from './actions/index'
import type { Clock } from './clock'
import { createCustomers } from './customer-binding'
import { type Invoked, toHandlers } from './define/to-handlers'
import type { Tools } from './define/tools'
import type { SetupProps, StripeIntegration } from './define/types'
import { createExclusive, type Exclusive } from './exclusive'
import type { Fetch } from './gateway/fetch'
import { gatewayPool } from './gateway/index'
import { createInvocation, createInvocationContext } from './gateway/invocation'
import type { Observer } from './gateway/observe'
import type { Limits } from './gateway/pace'
import { translate } from './gateway/translate'
import { createGuardrails } from './guardrails/index'
import { createIdentity } from './identity/index'
import { createMemory, NO_MEMORY, partOf } from './memory'
import { createReminders } from './reminders'
import { createSales } from './sales'
import { type ApiKey, parseApiKey } from './setup/key'
import { register, type SetupTools } from './setup/register'
import { unregister } from './setup/unregister'
import { receive } from './webhook/receive'
import { createSecrets } from './webhook/secrets'
import { THANKS_PATH } from './webhook/thanks'

/** Everything the integration takes from outside: nothing below reads the environment, the time or the network. */
export interface Dependencies {
  transport: Fetch
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  /** Sees every call to Stripe, for the sandbox; holds no key, query or body. */
  observer?: Observer
  /** How long one invocation may take, in milliseconds. */
  budget?: number | undefined
  /** An embedded Stripe on loopback in place of api.stripe.com. */
  apiBase?: URL | undefined
  /** Other limits than Stripe's documented ones. */
  limits?: Limits | undefined
  /** Where Botpress takes requests from outside; the ID of an installation follows. */
  webhookBase?: string | undefined
  /** The secret of events that a developer forwards with Stripe's command-line tool. */
  forwardedSecret?: string | undefined
}

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)

/** Milliseconds. */
const WEBHOOK_BUDGET = 8_000

/** The integration as Botpress runs it. */
export const createIntegration = (dependencies: Dependencies) => {
  const { clock, budget, apiBase, forwardedSecret, observer = () => undefined } = dependencies
  const { webhookBase = 'https://webhook.botpress.cloud' } = dependencies
  const context = createInvocationContext()
  const stripeFor = gatewayPool({ ...dependencies, context, observer })
  const exclusive = createExclusive()
  const memory = createMemory(clock)
  const secrets = createSecrets(clock)

  const invoke = <T>(
    { ctx, client, logger, action, idempotencyKey }: Invoked,
    work: (tools: Tools) => Promise<T>
  ): Promise<T> => {
    const scope = `${ctx.botId}:${action}`
    const invocation = createInvocation({ clock, scope, idempotencyKey, ...(budget && { budget }) })
    const key = parseApiKey(ctx.configuration.apiKey)
    const guardrails = createGuardrails(ctx.configuration)
    guardrails.checkMode(key)
    // Two integrations of one process have nothing to wait for from each other, and two keys nothing to remember.
    const own: Exclusive = (name, queued) => exclusive(`${ctx.integrationId}:${name}`, queued)
    const installation = partOf(memory, `${ctx.integrationId}:${key.hash}`)
    const [stripe, { botId }] = [stripeFor(key.value), ctx]
    const customers = createCustomers({ client, logger, memory: installation, keyHash: key.hash })
    const tools = {
      ...{ stripe, clock, exclusive: own, botId, guardrails, customers },
      identity: createIdentity({ stripe, clock, customers, guardrails, botId, secret: key.value }),
      sales: createSales({ client, clock, logger, exclusive: own }),
      reminders: createReminders({ client, clock, logger }),
      thanksUrl: `${webhookBase}/${ctx.webhookId}${THANKS_PATH}`,
      memory: idempotencyKey === undefined ? installation : NO_MEMORY,
    }
    return context.run(invocation, () => work(tools))
  }

  const setup: SetupTools = {
    stripeFor,
    clock,
    canReach: (webhookUrl) => apiBase !== undefined || !isLoopback(webhookUrl),
  }
  const atSetup = (operation: typeof register) => (props: SetupProps) => {
    const invocation = createInvocation({ clock, scope: props.ctx.integrationId, ...(budget && { budget }) })
    return context
      .run(invocation, () => operation(props, setup))
      .finally(() => secrets.forget(props.ctx.integrationId))
      .catch((error) => {
        throw translate(error, props.ctx.operation, props.logger)
      })
  }

  /** A webhook has less time than an action: Stripe gives up waiting sooner. */
  const withStripe = <T>(key: ApiKey, work: (stripe: Stripe) => Promise<T>): Promise<T> =>
    context.run(createInvocation({ clock, scope: 'webhook', budget: WEBHOOK_BUDGET }), () => work(stripeFor(key.value)))

  return new sdk.Integration<StripeIntegration>({
    register: atSetup(register),
    unregister: atSetup(unregister),
    actions: toHandlers(actions, { invoke, translate }),
    channels: {},
    handler: (props) =>
      receive(props, {
        ...{ clock, forwardedSecret, secrets, withStripe },
        memory: partOf(memory, `${props.ctx.integrationId}:webhook`),
        exclusive: (name, queued) => exclusive(`${props.ctx.integrationId}:${name}`, queued),
      }),
  })
}
