import * as sdk from '@botpress/sdk'
import type Stripe from 'stripe'
import * as actions from './actions/index'
import type { Clock } from './clock'
import { type Invoked, toHandlers } from './define/to-handlers'
import type { Tools } from './define/tools'
import type { SetupProps, StripeIntegration } from './define/types'
import { createExclusive } from './exclusive'
import { gatewayPool } from './gateway/index'
import { createInvocation, type Invocation } from './gateway/invocation'
import type { Observer } from './gateway/observe'
import type { Limits } from './gateway/pace'
import type { Send } from './gateway/stage'
import { translate } from './gateway/translate'
import { createSeenPool } from './links/seen'
import { createMemory, partOf } from './memory'
import { createSettingsReader, createWebhookSettingsReader } from './settings'
import type { ApiKey } from './setup/key'
import { register } from './setup/register'
import type { SetupTools } from './setup/scene'
import { unregister } from './setup/unregister'
import { verifySetup } from './setup/verify'
import type { Shared } from './shared/index'
import { alone } from './shared/memory'
import { type Workshop, withTools } from './toolbox'
import { createAttempts } from './webhook/attempts'
import { createNotices } from './webhook/notices'
import { receive } from './webhook/receive'
import { createSecrets } from './webhook/secrets'

/** Everything the integration takes from outside: nothing below reads the environment, the time or the network. */
export interface Dependencies {
  /** Where requests to Stripe go in the end. */
  transport: Send
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  /** Sees every call to Stripe, for the sandbox; holds no key, query or body. */
  observer?: Observer | undefined
  /** How long one invocation may take, in milliseconds. */
  budget?: number | undefined
  /** An embedded Stripe on loopback in place of api.stripe.com. */
  apiBase?: URL | undefined
  /** Other limits than Stripe's documented ones. */
  limits?: Limits | undefined
  /** What the instances share. Without it, this process is alone. */
  shared?: Shared | undefined
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
  const { clock, budget, apiBase, forwardedSecret, observer = () => undefined, shared = alone } = dependencies
  const { webhookBase = 'https://webhook.botpress.cloud' } = dependencies
  const gatewayFor = gatewayPool({ ...dependencies, observer })
  const exclusive = createExclusive()
  const memory = shared.watched(createMemory(clock))
  // Of its own, so that nothing else can push out of it what is in doubt.
  const attemptsOf = createAttempts(clock, shared)
  const secrets = createSecrets(clock)
  const notices = createNotices(clock)
  const settingsOf = createWebhookSettingsReader()

  const begin = (scope: string, idempotencyKey?: string): Invocation =>
    createInvocation({ clock, scope, idempotencyKey, ...(budget && { budget }) })
  /** Two installations, or two keys of one, have nothing to remember from each other. */
  const memoryOf = (integrationId: string, key: ApiKey) => partOf(memory, `${integrationId}:${key.hash}`)

  const setupIn = (invocation: Invocation): SetupTools => ({
    ...{ clock, exclusive, attemptsOf, memoryOf },
    stripeFor: (apiKey) => gatewayFor(apiKey).client(invocation),
    canReach: (webhookUrl) => apiBase !== undefined || !isLoopback(webhookUrl),
  })
  const workshop: Workshop = {
    ...{ clock, exclusive, memoryOf, gatewayFor, webhookBase, seenBy: createSeenPool() },
    settingsOf: createSettingsReader(),
    verifySetup: ({ ctx, client, logger }, webhookUrl, repair) =>
      verifySetup({ ctx, client, logger, webhookUrl }, setupIn(begin(ctx.integrationId)), repair).finally(() =>
        secrets.forget(ctx.integrationId)
      ),
  }
  const invoke = <T>(invoked: Invoked, work: (tools: Tools) => Promise<T>): Promise<T> => {
    const { ctx, action, idempotencyKey } = invoked
    return withTools(invoked, begin(`${ctx.botId}:${action}`, idempotencyKey), workshop, work)
  }

  const atSetup = (operation: typeof register) => (props: SetupProps) =>
    operation(props, setupIn(begin(props.ctx.integrationId)))
      .finally(() => secrets.forget(props.ctx.integrationId))
      .catch((error) => {
        throw translate(error, props.ctx.operation, props.logger)
      })

  /** A webhook has less time than an action: Stripe gives up waiting sooner. */
  const withStripe = <T>(key: ApiKey, work: (stripe: Stripe) => Promise<T>): Promise<T> =>
    gatewayFor(key.value).lend(createInvocation({ clock, scope: 'webhook', budget: WEBHOOK_BUDGET }), work)

  return new sdk.Integration<StripeIntegration>({
    register: atSetup(register),
    unregister: atSetup(unregister),
    actions: toHandlers(actions, { invoke, translate }),
    channels: {},
    handler: (props) =>
      receive(props, {
        ...{ clock, forwardedSecret, secrets, notices, withStripe, exclusive, settingsOf },
        memoryOf: (key) => memoryOf(props.ctx.integrationId, key),
        attempts: attemptsOf(props.ctx.integrationId),
      }),
  })
}
