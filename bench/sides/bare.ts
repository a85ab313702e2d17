import * as sdk from '@botpress/sdk'
import Stripe from 'stripe'
import * as actions from '../../integration/src/actions/index'
import { systemClock } from '../../integration/src/clock'
import { type Invoked, toHandlers } from '../../integration/src/define/to-handlers'
import type { Tools } from '../../integration/src/define/tools'
import type { StripeIntegration, WebhookProps } from '../../integration/src/define/types'
import { createExclusive } from '../../integration/src/exclusive'
import { translate } from '../../integration/src/gateway/translate'
import { createGuardrails } from '../../integration/src/guardrails/index'
import { sha256 } from '../../integration/src/hash'
import { createIdentity } from '../../integration/src/identity/index'
import { createLinks } from '../../integration/src/links/index'
import { createSeenPool } from '../../integration/src/links/seen'
import { statesOf } from '../../integration/src/links/states'
import { createMemory } from '../../integration/src/memory'
import { shardOf } from '../../integration/src/webhook/ledger'
import { USUAL_RECORD } from '../../integration/src/webhook/ledger-page'

/**
 * The other side: the same action handlers on Stripe's SDK as it comes, without our gateway and what else an invocation
 * has; and webhooks that are verified, looked up, handed on and noted, and no more.
 */
const base = new URL(process.env.STRIPE_API_BASE ?? '')
const stripe = new Stripe(process.env.STRIPE_KEY ?? '', {
  ...{ protocol: 'http', host: base.hostname, port: Number(base.port), telemetry: false },
  ...(process.env.STRIPE_FETCH && { httpClient: Stripe.createFetchHttpClient((input, init) => fetch(input, init)) }),
})

const customers: Tools['customers'] = {
  ...{ bind: async () => undefined, find: async () => ({}), holderOf: async () => undefined },
  ...{ link: async () => undefined, linked: async () => undefined, unlink: async () => undefined },
}
const guardrails = createGuardrails({})
const identity = createIdentity({
  ...{ stripe, clock: systemClock, customers, guardrails, botId: process.env.BP_BOT_ID ?? '', secret: 'fake' },
})

const exclusive = createExclusive()
const seenBy = createSeenPool()

const tools: Omit<Tools, 'links'> = {
  ...{ stripe, clock: systemClock, botId: process.env.BP_BOT_ID ?? '', memory: createMemory(systemClock) },
  exclusive,
  sales: { remember: async () => false, of: async () => [] },
  reminders: { schedule: async () => false },
  setup: { verify: () => Promise.reject(new Error('There is no set-up here.')) },
  within: (_, work) => work(stripe),
  lastly: (work) => work(stripe),
  known: createMemory(systemClock),
  ...{ customers, guardrails, identity },
  thanksUrl: 'https://example.com',
}

/** The bare SDK in place of the gateway; what the handlers have Botpress remember is the same. */
const toolsFor = ({ ctx, client, logger }: Invoked): Tools => ({
  ...tools,
  links: createLinks({
    ...{
      stripe,
      states: statesOf(client, ctx.integrationId),
      memory: tools.memory,
      logger,
      exclusive: tools.exclusive,
    },
    ...{ seen: seenBy(ctx.integrationId), keyHash: 'bare', timeLeft: () => Number.POSITIVE_INFINITY },
  }),
})

const handler = async ({ req, client, ctx }: WebhookProps) => {
  const secret = process.env.STRIPE_WEBHOOK_SECRET ?? ''
  const event = Stripe.webhooks.constructEvent(req.body ?? '', req.headers['stripe-signature'] ?? '', secret)
  const { id, type, created, livemode } = event
  const object: Record<string, unknown> = { ...event.data.object }
  const place = {
    type: 'integration',
    id: ctx.integrationId,
    name: shardOf({ object: sha256(String(object.id), 'base64url') }),
  } as const
  const payload = { origin: 'stripe', eventId: id, created, livemode, data: { type, object } } as const
  // In turn, since what was noted meanwhile would be lost: as much is kept, and sent, as by the integration.
  await exclusive(place.name, async () => {
    const known = await client.getState(place).catch(() => undefined)
    await client.createEvent({ type: 'chargeFailed', payload })
    const record = `@${id}`.padEnd(USUAL_RECORD).slice(0, USUAL_RECORD)
    await client.setState({ ...place, payload: { records: (known?.state.payload.records ?? '') + record } })
  })
  return { status: 200, body: 'ok' }
}

export default new sdk.Integration<StripeIntegration>({
  register: async () => undefined,
  unregister: async () => undefined,
  actions: toHandlers(actions, { invoke: (invoked, work) => work(toolsFor(invoked)), translate }),
  channels: {},
  handler,
})
