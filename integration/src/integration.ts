import * as sdk from '@botpress/sdk'
import type Stripe from 'stripe'
import * as actions from './actions/index'
import type { Clock } from './clock'
import { type Invoked, toHandlers } from './define/to-handlers'
import type { Tools } from './define/tools'
import type { SetupProps, StripeIntegration } from './define/types'
import { createExclusive } from './exclusive'
import type { Fetch } from './gateway/fetch'
import { gatewayPool } from './gateway/index'
import { createInvocation, createInvocationContext } from './gateway/invocation'
import type { Observer } from './gateway/observe'
import type { Limits } from './gateway/pace'
import { translate } from './gateway/translate'
import { createMemory, partOf } from './memory'
import type { ApiKey } from './setup/key'
import { register } from './setup/register'
import type { SetupTools } from './setup/scene'
import { unregister } from './setup/unregister'
import { verifySetup } from './setup/verify'
import { toolsFor, type Workshop } from './toolbox'
import { createNotices } from './webhook/notices'
import { receive } from './webhook/receive'
import { createSecrets } from './webhook/secrets'

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
  const notices = createNotices(clock)

  /** Two installations, or two keys of one, have nothing to remember from each other. */
  const memoryOf = (integrationId: string, key: ApiKey) => partOf(memory, `${integrationId}:${key.hash}`)
  const setup: SetupTools = {
    stripeFor,
    clock,
    canReach: (webhookUrl) => apiBase !== undefined || !isLoopback(webhookUrl),
    exclusive,
    memoryOf,
  }
  const workshop: Workshop = {
    ...{ clock, exclusive, memoryOf, stripeFor, webhookBase },
    verifySetup: ({ ctx, client, logger }, webhookUrl, repair) =>
      verifySetup({ ctx, client, logger, webhookUrl }, setup, repair).finally(() => secrets.forget(ctx.integrationId)),
  }

  const invoke = <T>(invoked: Invoked, work: (tools: Tools) => Promise<T>): Promise<T> => {
    const { ctx, action, idempotencyKey } = invoked
    const scope = `${ctx.botId}:${action}`
    const invocation = createInvocation({ clock, scope, idempotencyKey, ...(budget && { budget }) })
    return context.run(invocation, () => work(toolsFor(invoked, workshop)))
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
        ...{ clock, forwardedSecret, secrets, notices, withStripe },
        memoryOf: (key) => memoryOf(props.ctx.integrationId, key),
        exclusive: (name, queued) => exclusive(`${props.ctx.integrationId}:${name}`, queued),
      }),
  })
}
