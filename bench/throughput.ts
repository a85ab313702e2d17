import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBotpress, serveBotpress, startBundle } from '@botpress-stripe/sandbox-botpress'
import { createStripe, DEFAULT_KEYS, serveStripe } from '@botpress-stripe/sandbox-stripe'
import Stripe from 'stripe'
import definition from '../integration/integration.definition'
import { bundle } from '../scripts/build'
import { type Bench, median } from './bench'

const ROUNDS = 12
/** Calls in a round, and how many of them are under way at once. */
const CALLS = 200
const AT_ONCE = 8
const KEY = DEFAULT_KEYS[0]?.key ?? ''
const SECRET = 'whsec_fake_bench'
const sides = import.meta.dirname

type Side = Awaited<ReturnType<typeof startSide>>

/** One side in a process of its own, bundled as the integration is, with a Botpress of its own. */
const startSide = async (name: string, stripeUrl: string, folder: string, env: Record<string, string> = {}) => {
  const file = join(folder, `${name}.cjs`)
  const module = join(sides, 'sides', name.split(' ')[0] ?? '')
  const stdin = { contents: `export { default } from ${JSON.stringify(module)}`, resolveDir: sides }
  await bundle(file, { ...definition.__advanced?.esbuild, stdin })
  const botpress = createBotpress({ definition })
  const server = await serveBotpress(botpress, { port: 0 })
  let answer: (microseconds: number) => void = () => undefined
  const started = await startBundle({
    bundle: file,
    env: {
      ...{ ...botpress.env, STRIPE_API_BASE: stripeUrl, STRIPE_KEY: KEY, STRIPE_WEBHOOK_SECRET: SECRET },
      ...{ NODE_OPTIONS: `--require=${join(sides, 'sides/cpu.cjs')}`, ...env },
    },
    onLog: ({ text }) => text.startsWith('cpu ') && answer(Number(text.slice(4))),
  })
  botpress.connect(started.url)
  await botpress.install({ apiKey: KEY })
  const { endpoints } = botpress.states.find(({ name }) => name === 'webhookEndpoints')?.payload ?? {}
  return {
    name,
    botpress,
    /** The secret of the endpoint that `register` made, if this side has one. */
    secret: String(Object.values(Object(endpoints)).map((endpoint) => Object(endpoint).secret)[0] ?? SECRET),
    /** Milliseconds of processor time so far. */
    cpu: async (): Promise<number> => {
      const microseconds = new Promise<number>((resolve) => {
        answer = resolve
      })
      process.kill(started.pid, 'SIGUSR2')
      return (await microseconds) / 1000
    },
    close: async () => {
      await started.stop()
      await server.close()
    },
  }
}

/** A webhook like those that Stripe sends most; no two are about the same object. */
const webhook = ({ botpress, secret }: Side, number: number) => {
  const id = `ch_${number}`
  const card = { brand: 'visa', country: 'US', exp_month: 12, exp_year: 2040, funding: 'credit', last4: '0341' }
  const person = { address: { city: null, country: 'US', line1: null, postal_code: '12345' }, email: null, name: 'A' }
  const object = {
    ...{ id, object: 'charge', amount: 1999, amount_captured: 0, amount_refunded: 0, currency: 'usd', captured: false },
    ...{
      billing_details: person,
      created: 1_800_000_000,
      failure_code: 'card_declined',
      livemode: false,
      metadata: {},
    },
    ...{
      failure_message: 'Your card was declined.',
      outcome: { network_status: 'declined_by_network', risk_score: 4 },
    },
    ...{
      payment_intent: `pi_${number}`,
      payment_method: `pm_${number}`,
      payment_method_details: { card, type: 'card' },
    },
  }
  const created = Math.floor(Date.now() / 1000)
  const event = { id: `evt_${number}`, object: 'event', api_version: '2026-10-28.endive', created, livemode: false }
  const payload = JSON.stringify({ ...event, data: { object }, pending_webhooks: 1, type: 'charge.failed' }, null, 2)
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret })
  return botpress.webhook({ method: 'POST', body: payload, headers: { 'stripe-signature': header } })
}

const action = (type: string, input: (number: number) => object) => (side: Side, number: number) =>
  side.botpress.callOperation('action_triggered', { type, input: input(number) })

const link = { productName: 'T-Shirt', unit_amount: 1999, quantity: 1, adjustableQuantity: false }

/** Milliseconds of processor time that a call takes, and how many calls to Botpress it makes. */
type Cost = { cpu: number; calls: number }

const costOf = async (
  side: Side,
  call: (side: Side, number: number) => Promise<{ status: number }>,
  first: number
): Promise<Cost> => {
  const callsBefore = side.botpress.calls.length
  const before = await side.cpu()
  let next = 0
  const caller = async () => {
    while (next < CALLS) {
      const { status } = await call(side, first + next++)
      if (status !== 200) throw new Error(`${side.name} answered ${status}.`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, caller))
  return { cpu: ((await side.cpu()) - before) / CALLS, calls: (side.botpress.calls.length - callsBefore) / CALLS }
}

/** Calls a second that one core serves, and the calls to Botpress that each makes. */
const inAll = (costs: Cost[]) => ({
  served: 1000 / median(costs.map(({ cpu }) => cpu)),
  calls: median(costs.map(({ calls }) => calls)),
})

/**
 * Calls a second that one core serves: the integration against the same handlers on the bare SDK, and webhooks against a
 * bare handler that makes as many calls to Botpress. Only the processor time of each side's own process counts; rounds
 * are interleaved, the order reversed each time, and the ratio is the median of the rounds'.
 */
const served = async () => {
  const stripe = createStripe()
  const server = await serveStripe(stripe, { port: 0 })
  const folder = await mkdtemp(join(tmpdir(), 'sides-'))
  const product = await startSide('product', server.url, folder)
  const bare = await startSide('bare', server.url, folder)
  const fetching = await startSide('bare over fetch', server.url, folder, { STRIPE_FETCH: '1' })
  try {
    const client = new Stripe(KEY, {
      httpClient: Stripe.createFetchHttpClient((input, init) => stripe.fetch(new Request(input, init))),
      telemetry: false,
    })
    // Identical reads at the same time are made once by us, which would be no fair comparison.
    const customers = Array.from({ length: CALLS }, () => client.customers.create({ email: 'a@example.com' }))
    const ids = (await Promise.all(customers)).map(({ id }) => id)
    const operations = [
      [
        'retrieveCustomerById',
        action('retrieveCustomerById', (number) => ({ id: ids[number % CALLS] })),
        [bare, fetching],
      ],
      ['createCustomer', action('createCustomer', (number) => ({ email: `b${number}@example.com` })), [bare, fetching]],
      ['createPaymentLink', action('createPaymentLink', () => link), [bare, fetching]],
      ['webhook', webhook, [bare]],
    ] as const
    const rows = []
    let made = 0
    for (const [name, call, others] of operations) {
      const all = [product, ...others]
      const costs = new Map(all.map((side) => [side, [] as Cost[]]))
      for (let round = 0; round <= ROUNDS; round++) {
        for (const side of round % 2 ? all : all.toReversed()) {
          costs.get(side)?.push(await costOf(side, call, made))
          made += CALLS
        }
      }
      // In the first round, each process was still warming up.
      const ours = costs.get(product)?.slice(1) ?? []
      for (const side of others) {
        const theirs = costs.get(side)?.slice(1) ?? []
        const ratio = median(ours.map(({ cpu }, round) => (theirs[round]?.cpu ?? 0) / cpu))
        rows.push({ name, against: side.name, ours: inAll(ours), theirs: inAll(theirs), ratio })
      }
    }
    return rows
  } finally {
    await Promise.all([product, bare, fetching].map((side) => side.close()))
    await server.close()
    await rm(folder, { recursive: true })
  }
}

export const throughput: Bench = {
  name: 'throughput',
  run: async () => [
    {
      title: 'Calls a second that one core serves (processor time of each side alone, interleaved, medians)',
      head: ['Call', 'Ours', 'Calls to Botpress', 'Against', 'Theirs', 'Calls to Botpress', 'Ratio'],
      rows: (await served()).map(({ name, against, ours, theirs, ratio }) => [
        ...[name, ours.served.toFixed(0), ours.calls.toFixed(1), against],
        ...[theirs.served.toFixed(0), theirs.calls.toFixed(1), ratio.toFixed(2)],
      ]),
    },
  ],
}
