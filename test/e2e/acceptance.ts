import { createServer } from 'node:http'
import { createStripe, serveStripe } from '@botpress-stripe/sandbox-stripe'
import Stripe from 'stripe'
import { createStripeCli, type StripeCli } from './support/stripe-cli'
import { testKey } from './support/world'

/** The embedded Stripe, judged by Stripe's own command-line tool: what it triggers, and what it does with objects. */

/** Triggers that are not asked for, and why. */
const EXCLUDED: ReadonlyArray<[pattern: RegExp, why: string]> = [
  [/^account\.|^transfer\./, 'Connect: accounts of others are not modelled'],
  [/^issuing_/, 'Issuing is not modelled'],
  [/^identity\./, 'Identity is not modelled'],
  [/^reporting\./, 'reporting is not modelled'],
  [/cash_balance|^payment_intent\.partially_funded$/, 'cash balances are not modelled'],
  [/^customer\.source\./, 'legacy sources are not modelled'],
  [/^v1\.billing\.meter\./, 'an event of API v2, which its own kind of endpoint gets; API v2 is not modelled'],
  [
    /^subscription_schedule\.aborted$/,
    'the trigger cancels the schedule, which is another event: one is aborted when its subscription is not paid',
  ],
  [
    /^subscription_schedule\.expiring$/,
    'the trigger stops nine days before the end of the schedule, and the event comes seven days before it',
  ],
]

/** Triggers under other names than that of the event they are for. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'subscription.payment_failed': 'invoice.payment_failed',
  'subscription.payment_succeeded': 'invoice.payment_succeeded',
}

export interface Verdict {
  name: string
  /** Why it is not asked for. */
  excluded?: string
  /** What is wrong with it. Nothing: it passed. */
  problem?: string
}

/** Hears all events, and takes only those whose signature is right. */
const listen = async () => {
  const heard: string[] = []
  let tell: (type: string) => void = () => undefined
  let secret = ''
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(Buffer.from(part))
    try {
      const signature = request.headers['stripe-signature'] ?? ''
      const { type } = Stripe.webhooks.constructEvent(Buffer.concat(parts), signature, secret)
      heard.push(type)
      tell(type)
      response.writeHead(200).end()
    } catch {
      tell('something whose signature is wrong')
      response.writeHead(400).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    heard,
    /** The type of the next event. */
    next: () =>
      new Promise<string>((resolve) => {
        tell = resolve
      }),
    verifyWith: (given: string) => {
      secret = given
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

/** The tool, the embedded Stripe it talks to, and an endpoint that hears what happens there. */
export const createAcceptance = async () => {
  const stripe = createStripe()
  const server = await serveStripe(stripe, { port: 0 })
  const cli = await createStripeCli(server.url)
  const listener = await listen()
  const { hostname: host, port } = new URL(server.url)
  const client = new Stripe(testKey(), { host, port, protocol: 'http', telemetry: false })
  const endpoint = await client.webhookEndpoints.create({ url: listener.url, enabled_events: ['*'] })
  listener.verifyWith(endpoint.secret ?? '')

  const trigger = async (name: string): Promise<Verdict> => {
    const excluded = EXCLUDED.find(([pattern]) => pattern.test(name))?.[1]
    if (excluded) return { name, excluded }
    listener.heard.length = 0
    stripe.requests.clear()
    const output = await cli.trigger(name)
    await stripe.settled()
    if (!output.includes('Trigger succeeded')) return { name, problem: output.trim().split('\n').at(-1) ?? '' }
    const event = OTHER_NAMES[name] ?? name
    if (!listener.heard.includes(event)) return { name, problem: `${event} did not arrive at the webhook` }
    return { name }
  }

  /** `stripe listen --forward-to`: a customer is made, and the tool hands the event on. */
  const listenTo = async (): Promise<Verdict> => {
    const own = await listen()
    const tool = cli.listen(`${own.url}/hook`)
    own.verifyWith(await tool.secret)
    const arrived = own.next()
    await client.customers.create({ name: 'A' })
    const type = await arrived
    tool.stop()
    await own.close()
    return { name: 'stripe listen --forward-to', ...(type !== 'customer.created' && { problem: `heard ${type}` }) }
  }

  return {
    ...{ trigger, stripe, listenTo },
    triggers: cli.triggers,
    commands: () => commands(cli),
    close: async () => {
      await cli.close()
      await server.close()
      await listener.close()
    },
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What a command prints: JSON, or the words of an error. */
const read = (output: string): Record<string, unknown> => {
  try {
    // Some commands say first which account they are for.
    const value: unknown = JSON.parse(output.slice(Math.max(0, output.search(/^\{/m))))
    return isObject(value) ? value : {}
  } catch {
    return { error: output.trim() }
  }
}

/** What the tool does with customers, one command after the other, each with what it must print. */
const commands = async (cli: StripeCli): Promise<Verdict[]> => {
  const verdicts: Verdict[] = []
  const run = async (args: string[], isRight: (printed: Record<string, unknown>) => boolean) => {
    const printed = read(await cli.run(...args))
    const name = `stripe ${args.slice(0, 2).join(' ')}`.replace(/cus_\w+/, 'ID')
    verdicts.push(isRight(printed) ? { name } : { name, problem: JSON.stringify(printed).slice(0, 200) })
    return String(printed.id)
  }
  const holds = (id: string) => (printed: Record<string, unknown>) =>
    Array.isArray(printed.data) && printed.data.some((one) => isObject(one) && one.id === id)

  const id = await run(
    ['customers', 'create', '--name', 'A'],
    ({ object, name }) => object === 'customer' && name === 'A'
  )
  await run(['customers', 'list', '--limit', '3'], holds(id))
  await run(['customers', 'retrieve', id], (printed) => printed.id === id)
  await run(['customers', 'update', id, '--name', 'B'], ({ name }) => name === 'B')
  await run(['get', id], ({ name }) => name === 'B')
  await run(['get', '/customers'], holds(id))
  await run(
    ['post', `/customers/${id}`, '-d', 'metadata[seen]=yes'],
    ({ metadata }) => JSON.stringify(metadata) === '{"seen":"yes"}'
  )
  await run(['customers', 'delete', id, '--confirm'], ({ deleted }) => deleted === true)
  const other = await run(['post', '/customers', '-d', 'email=a@example.com'], ({ email }) => email === 'a@example.com')
  await run(['delete', `/customers/${other}`, '--confirm'], ({ deleted }) => deleted === true)
  return verdicts
}
