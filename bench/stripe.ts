import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStripe, DEFAULT_KEYS } from '@botpress-stripe/sandbox-stripe'
import { type Bench, median, type Section } from './bench'

const OBJECTS = 100_000
const ROUNDS = 7
/** Calls in a round, and how many of them are under way at once. */
const CALLS = 3000
const AT_ONCE = 16
const FORM = 'email=a%40example.com&name=A&metadata[order]=1'

interface Size {
  objects: number
  json: number
  heap: number
}

interface Started {
  url: string
  key: string
  ids: string[]
  size: Size
}

/** Runs a round of calls, some at once. */
const round = async (call: (index: number) => Promise<void>): Promise<void> => {
  let next = 0
  const caller = async () => {
    while (next < CALLS) await call(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, caller))
}

const startServer = (data: string | undefined) => {
  const child = fork(
    join(import.meta.dirname, 'sides/stripe-server.ts'),
    [JSON.stringify({ customers: OBJECTS }), data ?? ''],
    {
      execArgv: ['--import', 'tsx', '--expose-gc'],
    }
  )
  const message = <T>() => new Promise<T>((resolve) => child.once('message', (value) => resolve(value as T)))
  return {
    started: message<Started>(),
    ask: <T>(wanted: 'cpu' | 'size'): Promise<T> => {
      const answer = message<T>()
      child.send(wanted)
      return answer
    },
    stop: () => child.disconnect(),
  }
}

const overHttp = ({ url, key }: Started) => {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const { hostname, port } = new URL(url)
  return (method: string, path: string, body?: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${key}`,
        'stripe-version': '2026-10-28.endive',
        ...(body && { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length }),
      }
      const sent = request({ agent, hostname, port, method, path, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`${method} ${path} answered ${response.statusCode}.`))
        response.resume().once('end', resolve)
      })
      sent.once('error', reject).end(body)
    })
}

type Call = (method: string, path: string, body?: string) => Promise<void>

/** Calls a second of processor time, the middle one of the rounds. The first round warms up. */
const rates = async (call: Call, ids: readonly string[], cpuMs: () => Promise<number>) => {
  const measure = async (one: (index: number) => Promise<void>) => {
    const rounds: number[] = []
    for (let number = 0; number <= ROUNDS; number++) {
      const before = await cpuMs()
      await round(one)
      rounds.push((CALLS * 1000) / ((await cpuMs()) - before))
    }
    return median(rounds.slice(1))
  }
  return {
    retrieve: await measure((index) => call('GET', `/v1/customers/${ids[index % ids.length]}`)),
    create: await measure(() => call('POST', '/v1/customers', FORM)),
  }
}

const served = async (data?: string) => {
  const server = startServer(data)
  const started = await server.started
  const found = await rates(overHttp(started), started.ids, () => server.ask<number>('cpu'))
  const size = await server.ask<Size>('size')
  server.stop()
  return { ...found, size, filled: started.size }
}

const inProcess = async () => {
  const stripe = createStripe({ seed: 'bench' })
  stripe.fill({ customers: OBJECTS })
  const ids = stripe
    .snapshot()
    .test.objects.slice(0, 1000)
    .map(({ id }) => id)
  const headers = { authorization: `Bearer ${DEFAULT_KEYS[0]?.key}`, 'stripe-version': '2026-10-28.endive' }
  const call: Call = async (method, path, body) => {
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    const response = await stripe.fetch(
      new Request(`http://127.0.0.1${path}`, { method, headers: body ? form : headers, ...(body && { body }) })
    )
    await response.text()
    if (response.status !== 200) throw new Error(`${method} ${path} answered ${response.status}.`)
  }
  return rates(call, ids, async () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  })
}

const rate = (value: number): string => value.toFixed(0)

/** How many requests the embedded Stripe answers, and what its objects take of the memory. */
export const stripe: Bench = {
  name: 'stripe',
  run: async (): Promise<Section[]> => {
    const plain = await served()
    const folder = mkdtempSync(join(tmpdir(), 'bench-'))
    const kept = await served(join(folder, 'data.json'))
    rmSync(folder, { recursive: true })
    const own = await inProcess()
    const { filled, size } = plain
    const made = {
      ...{ objects: size.objects - filled.objects, json: size.json - filled.json, heap: size.heap - filled.heap },
    }
    const row = (name: string, { objects, json, heap }: Size) => [
      ...[name, ...[json, heap, heap - json].map((bytes) => (bytes / objects).toFixed(0))],
    ]
    return [
      {
        title: `The embedded Stripe with ${filled.objects} objects: requests a second on one core (processor time, median of ${ROUNDS} rounds of ${CALLS})`,
        head: ['Request', 'Over HTTP', 'Over HTTP, kept in a file', 'In the same process'],
        rows: [
          ['Retrieve a customer', ...[plain, kept, own].map(({ retrieve }) => rate(retrieve))],
          ['Create a customer', ...[plain, kept, own].map(({ create }) => rate(create))],
        ],
      },
      {
        title: 'Memory for each object, in bytes',
        head: ['Objects', 'Their JSON', 'On the heap', 'Over their JSON'],
        rows: [row('Customers, filled in', filled), row('Customers and their events, made over HTTP', made)],
      },
    ]
  },
}
