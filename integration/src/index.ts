import { systemClock } from './clock'
import { createIntegration } from './integration'

/**
 * The composition root: the only file that reads the environment.
 * `STRIPE_API_BASE`: an embedded Stripe on this machine. `STRIPE_WEBHOOK_SECRET`: the secret that Stripe's command-line
 * tool prints when it forwards events to this machine. Neither is set when Botpress runs the integration.
 */
const apiBase = loopbackUrl(process.env.STRIPE_API_BASE)

function loopbackUrl(text: string | undefined): URL | undefined {
  if (!text) return undefined
  const url = new URL(text)
  if (url.protocol === 'http:' && url.hostname === '127.0.0.1') return url
  throw new Error('STRIPE_API_BASE must be an http://127.0.0.1:<port> address: keys are sent to it.')
}

export default createIntegration({
  transport: (input, init) => fetch(input, init),
  clock: systemClock,
  random: Math.random,
  apiBase,
  forwardedSecret: process.env.STRIPE_WEBHOOK_SECRET || undefined,
})
