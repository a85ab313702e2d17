import { systemClock } from '../../integration/src/clock'
import { createNetwork } from '../../integration/src/gateway/network'
import { createIntegration } from '../../integration/src/integration'

/** The integration as it is deployed, but for Stripe's limits: what is measured is work, not waiting. */
export default createIntegration({
  transport: createNetwork(),
  clock: systemClock,
  random: Math.random,
  apiBase: new URL(process.env.STRIPE_API_BASE ?? ''),
  limits: { account: 1e9, endpoint: 1e9, search: 1e9 },
})
