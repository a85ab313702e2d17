import * as sdk from '@botpress/sdk'
import * as actions from './actions/index'
import type { Clock } from './clock'
import { toHandlers } from './define/to-handlers'
import type { Context, StripeIntegration } from './define/types'
import { createExclusive } from './exclusive'
import { type Fetch, gatewayPool } from './gateway/index'
import { translate } from './gateway/translate'
import { parseApiKey } from './setup/key'
import { register, type SetupTools } from './setup/register'
import { unregister } from './setup/unregister'
import { receive } from './webhook/receive'

/** Everything the integration takes from outside: nothing below reads the environment, the time or the network. */
export interface Dependencies {
  transport: Fetch
  clock: Clock
  /** An embedded Stripe on loopback in place of api.stripe.com. */
  apiBase?: URL | undefined
  /** The secret of events that a developer forwards with Stripe's command-line tool. */
  forwardedSecret?: string | undefined
}

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname)

/** The integration as Botpress runs it. */
export const createIntegration = ({ transport, clock, apiBase, forwardedSecret }: Dependencies) => {
  const stripeFor = gatewayPool({ transport, apiBase })
  const exclusive = createExclusive()
  const setup: SetupTools = {
    stripeFor,
    clock,
    canReach: (webhookUrl) => apiBase !== undefined || !isLoopback(webhookUrl),
  }
  const tools = (ctx: Context) => ({
    stripe: stripeFor(parseApiKey(ctx.configuration.apiKey).value),
    clock,
    // Two bots, or two keys of one bot, have nothing to wait for from each other.
    exclusive: <T>(name: string, work: () => Promise<T>) => exclusive(`${ctx.integrationId}:${name}`, work),
  })
  return new sdk.Integration<StripeIntegration>({
    register: (props) =>
      register(props, setup).catch((error) => {
        throw translate(error, 'register', props.logger)
      }),
    unregister: (props) =>
      unregister(props, setup).catch((error) => {
        throw translate(error, 'unregister', props.logger)
      }),
    actions: toHandlers(actions, { tools, translate }),
    channels: {},
    handler: (props) => receive(props, { clock, forwardedSecret }),
  })
}
