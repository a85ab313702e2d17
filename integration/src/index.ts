import { systemClock } from './clock'
import { createNetwork } from './gateway/network'
import { linesOf } from './gateway/observe'
import { createIntegration } from './integration'

/**
 * The composition root: the only file that reads the environment.
 * `STRIPE_API_BASE`: an embedded Stripe on this machine. `STRIPE_WEBHOOK_SECRET`: the secret that Stripe's command-line
 * tool prints when it forwards events to this machine. `STRIPE_TRACE`: writes a line for each call to Stripe and each try.
 * `BP_WEBHOOK_URL` is Botpress' own;
 * none of the others is set when Botpress runs the integration.
 */
const apiBase = loopbackUrl(process.env.STRIPE_API_BASE)

function loopbackUrl(text: string | undefined): URL | undefined {
  if (!text) return undefined
  const url = new URL(text)
  if (url.protocol === 'http:' && url.hostname === '127.0.0.1') return url
  throw new Error('STRIPE_API_BASE must be an http://127.0.0.1:<port> address: keys are sent to it.')
}

export default createIntegration({
  transport: createNetwork(),
  clock: systemClock,
  random: Math.random,
  apiBase,
  ...(process.env.STRIPE_TRACE && {
    observer: (call) => {
      for (const line of linesOf(call)) process.stdout.write(`stripe  ${line}\n`)
    },
  }),
  webhookBase: process.env.BP_WEBHOOK_URL || undefined,
  forwardedSecret: process.env.STRIPE_WEBHOOK_SECRET || undefined,
})
