import { createBotpress, serveBotpress, startBundle } from '@botpress-stripe/sandbox-botpress'
import { createStripe, DEFAULT_KEYS, type StripeOptions, serveStripe } from '@botpress-stripe/sandbox-stripe'
import definition from '../../../integration/integration.definition'
import { buildIntegration } from '../../../scripts/build'

/** The test key of the embedded Stripe. */
export const testKey = (): string => {
  const key = DEFAULT_KEYS.find(({ key }) => key.startsWith('sk_test_'))
  if (!key) throw new Error('The embedded Stripe has no test key.')
  return key.key
}

let built: Promise<{ file: string }> | undefined

/**
 * Everything there is, as it runs on a laptop: the embedded Stripe, the local Botpress and the built bundle of the
 * integration in a process of its own, talking over HTTP.
 */
export const createWorld = async (options: StripeOptions = {}) => {
  built ??= buildIntegration()
  const { file } = await built
  const stripe = createStripe(options)
  const stripeServer = await serveStripe(stripe, { port: 0 })
  const botpress = createBotpress({ definition })
  const botpressServer = await serveBotpress(botpress, { port: 0 })
  const log: string[] = []
  const integration = await startBundle({
    bundle: file,
    env: { ...botpress.env, STRIPE_API_BASE: stripeServer.url },
    onLog: ({ text }) => log.push(text),
  })
  botpress.connect(integration.url)
  return {
    ...{ stripe, botpress, log, integration, stripeUrl: stripeServer.url, botpressUrl: botpressServer.url },
    close: async () => {
      await integration.stop()
      await botpressServer.close()
      await stripeServer.close()
    },
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>
