import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBotpress, serveBotpress, startBundle } from '@botpress-stripe/sandbox-botpress'
import { createStripe, DEFAULT_KEYS, type StripeSandbox, serveStripe } from '@botpress-stripe/sandbox-stripe'
import Stripe from 'stripe'
import definition from '../integration/integration.definition'
import { bundle } from '../scripts/build'
import { type Bench, median } from './bench'

/** Pairs of fresh processes for each kind of call: how well the engine has compiled a process differs from one to the next. */
const PAIRS = 3
/**
 * Rounds in each pair, and those before them in which the processes warm up: the engine takes some thousand calls until it
 * has compiled what it will, and what compiling takes is counted as the process's.
 */
const ROUNDS = 10
const WARM_UP = 20
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

type Call = (side: Side, number: number) => Promise<{ status: number }>

/** What is measured, and against which other sides. */
interface Operation {
  name: string
  callFor(customers: string[]): Call
  others: readonly string[]
}

/** The bare sides: Stripe's SDK over Node's HTTP client, as it comes, and over `fetch`. */
const BARE = 'bare'
const OVER_FETCH = 'bare over fetch'
const BOTH = [BARE, OVER_FETCH]

const retrieveCustomer = (customers: string[]): Call =>
  action('retrieveCustomerById', (number) => ({ id: customers[number % CALLS] }))
const createCustomer = action('createCustomer', (number) => ({ email: `b${number}@example.com` }))
const createPaymentLink = action('createPaymentLink', () => link)

const eachInTurn = (customers: string[]): Call => {
  const calls = [retrieveCustomer(customers), createCustomer, createPaymentLink, webhook] as const
  return (side, number) => (calls[number % calls.length] ?? webhook)(side, number)
}

const operations: Operation[] = [
  { name: 'retrieveCustomerById', callFor: retrieveCustomer, others: BOTH },
  { name: 'createCustomer', callFor: () => createCustomer, others: BOTH },
  { name: 'createPaymentLink', callFor: () => createPaymentLink, others: BOTH },
  { name: 'webhook', callFor: () => webhook, others: [BARE] },
  { name: 'each in turn', callFor: eachInTurn, others: [BARE] },
]

/** Identical reads at the same time are made once by us, which would be no fair comparison: each call has its own. */
const fillCustomers = async (stripe: StripeSandbox): Promise<string[]> => {
  const httpClient = Stripe.createFetchHttpClient((input, init) => stripe.fetch(new Request(input, init)))
  const client = new Stripe(KEY, { httpClient, telemetry: false })
  const made = await Promise.all(
    Array.from({ length: CALLS }, () => client.customers.create({ email: 'a@example.com' }))
  )
  return made.map(({ id }) => id)
}

/** One pair: what each side's calls cost in each round, the warm-up left out. */
const pairOf = async ({ callFor, others }: Operation, folder: string): Promise<Cost[][]> => {
  const stripe = createStripe()
  const server = await serveStripe(stripe, { port: 0 })
  const sides = await Promise.all([
    startSide('product', server.url, folder),
    ...others.map((name) => startSide(name, server.url, folder, name === OVER_FETCH ? { STRIPE_FETCH: '1' } : {})),
  ])
  try {
    const call = callFor(await fillCustomers(stripe))
    const costs = sides.map((): Cost[] => [])
    let made = 0
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const turns = sides.map((side, index) => ({ side, index }))
      for (const { side, index } of round % 2 ? turns : turns.toReversed()) {
        const cost = await costOf(side, call, made)
        if (round >= WARM_UP) costs[index]?.push(cost)
        made += CALLS
      }
    }
    return costs
  } finally {
    await Promise.all(sides.map((side) => side.close()))
    await server.close()
  }
}

/** Calls a second that one core serves, and the calls to Botpress that each makes. */
const inAll = (costs: Cost[]) => ({
  served: 1000 / median(costs.map(({ cpu }) => cpu)),
  calls: median(costs.map(({ calls }) => calls)),
})

const compare = async (operation: Operation, folder: string) => {
  const pairs: Cost[][][] = []
  for (let pair = 0; pair < PAIRS; pair++) pairs.push(await pairOf(operation, folder))
  const costsOf = (side: number) => pairs.map((costs) => costs[side] ?? [])
  return operation.others.map((against, index) => {
    const [ours, theirs] = [costsOf(0), costsOf(index + 1)]
    const ratios = ours.map((costs, pair) =>
      median(costs.map(({ cpu }, round) => (theirs[pair]?.[round]?.cpu ?? 0) / cpu))
    )
    return { ...{ name: operation.name, against, ratios }, ours: inAll(ours.flat()), theirs: inAll(theirs.flat()) }
  })
}

/**
 * Calls a second that one core serves: the integration against the same handlers on the bare SDK, and webhooks against a
 * bare handler that makes as many calls to Botpress. Only the processor time of each side's own process counts; rounds
 * are interleaved, the order reversed each time. The ratio is the median of the pairs', and theirs of the rounds'.
 */
const served = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sides-'))
  try {
    const rows = []
    for (const operation of operations) rows.push(...(await compare(operation, folder)))
    return rows
  } finally {
    await rm(folder, { recursive: true })
  }
}

export const throughput: Bench = {
  name: 'throughput',
  run: async () => [
    {
      title: `Calls a second that one core serves (processor time of each side alone, ${PAIRS} pairs of fresh processes, interleaved, medians)`,
      head: ['Call', 'Ours', 'Calls to Botpress', 'Against', 'Theirs', 'Calls to Botpress', 'Ratio', 'of each pair'],
      rows: (await served()).map(({ name, against, ours, theirs, ratios }) => [
        ...[name, ours.served.toFixed(0), ours.calls.toFixed(1), against],
        ...[theirs.served.toFixed(0), theirs.calls.toFixed(1), median(ratios).toFixed(2)],
        ratios.map((ratio) => ratio.toFixed(2)).join(' '),
      ]),
    },
  ],
}
