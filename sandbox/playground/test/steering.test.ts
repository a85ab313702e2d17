import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Entry, FaultSwitch, Figures, Job, ObjectInfo, Session, TimeInfo } from '../src/api'
import { listen, type PlaygroundUnderTest, payOn, startPlayground } from './support/playground'

let playground: PlaygroundUnderTest

beforeAll(async () => {
  playground = await startPlayground()
})
afterAll(() => playground?.close())

const setFault = async (name: string, body: { isOn: boolean; value?: number }): Promise<FaultSwitch> =>
  (await playground.send('PUT', `/api/faults/${name}`, body)).json()

const hitsOf = async (name: string): Promise<number> =>
  (await playground.get<FaultSwitch[]>('/api/faults')).find((fault) => fault.name === name)?.hits ?? 0

const advance = async (seconds: number): Promise<Job[]> => {
  const stream = await listen(playground)
  const jobs: Job[] = []
  const begun = await playground.send('POST', '/api/time', { seconds })
  expect(begun.status).toBe(202)
  const { id }: Job = await begun.json()
  await stream.next('job', (job) => {
    if (job.id === id) jobs.push(job)
    return job.id === id && job.state !== 'running'
  })
  stream.end()
  return jobs
}

const sell = async (input: Record<string, unknown> = {}): Promise<{ url: string; conversationId: string }> => {
  const { conversationId, userId } = playground.stack.current().world.botpress.grantConversation()
  const run = await playground.act('createPaymentLink', { productName: 'T-Shirt', conversationId, userId, ...input })
  return { url: String(playground.outputOf(run).url), conversationId }
}

const told = ({ kind }: Entry): boolean => kind === 'event'

beforeEach(async () => {
  await playground.send('DELETE', '/api/faults')
})

describe('a fault that is on', () => {
  it.each([
    ['server-errors', 2],
    ['resets', 2],
    ['locks', 2],
    ['latency', 10],
  ])('is hit and survived until it is off: %s', async (name, value) => {
    expect(await setFault(name, { isOn: true, value })).toMatchObject({ isOn: true, value: { now: value } })
    const toldBefore = (await playground.entries('kind=fault')).filter(({ ok }) => !ok).length
    const before = await hitsOf(name)
    const runs = await Promise.all(
      ['1', '2', '3', '4'].map((number) => playground.act('createCustomer', { email: `${name}-${number}@example.com` }))
    )
    expect(runs.map(({ ok }) => ok)).toEqual([true, true, true, true])
    const hits = (await hitsOf(name)) - before
    expect(hits).toBeGreaterThan(1)
    // Each is told, but for what hits everything.
    const faults = (await playground.entries('kind=fault')).filter(({ ok }) => !ok)
    expect(faults.length - toldBefore).toBe(name === 'latency' ? 0 : hits)
    for (const { causeId } of faults) expect(causeId).toBeDefined()

    await setFault(name, { isOn: false })
    await playground.act('createCustomer', { email: `${name}-5@example.com` })
    expect(await hitsOf(name)).toBe(before + hits)
  })

  it('is hit: no answer', async () => {
    await setFault('timeouts', { isOn: true, value: 1 })
    const { stripeUrl } = playground.stack.current().world.mode
    const end = new AbortController()
    const headers = { authorization: 'Bearer sk_test_fake_sandbox' }
    const asked = fetch(`${stripeUrl}/v1/customers`, { headers, signal: end.signal })
    await expect.poll(() => hitsOf('timeouts')).toBe(1)
    end.abort()
    await expect(asked).rejects.toThrow()
    await setFault('timeouts', { isOn: false })
    expect((await fetch(`${stripeUrl}/v1/customers`, { headers })).status).toBe(200)
  })

  it('is survived once, and nothing is done twice: connections break', async () => {
    await setFault('resets', { isOn: true, value: 2 })
    const { stripe } = playground.stack.current().world
    const before = stripe?.count('customer', 'test') ?? 0
    for (const number of [1, 2, 3, 4]) await playground.act('createCustomer', { email: `once-${number}@example.com` })
    expect(stripe?.count('customer', 'test')).toBe(before + 4)
  })

  it('is survived: a low rate limit, with its attempts in the timeline', async () => {
    await setFault('rate-limit', { isOn: true, value: 2 })
    const runs = await Promise.all([1, 2, 3, 4, 5].map(() => playground.act('listCustomers')))
    expect(runs.every(({ ok }) => ok)).toBe(true)
    const calls = runs.flatMap((run) => run.calls)
    const more = await playground.act('getBalance')
    expect([...calls, ...more.calls].length).toBeGreaterThan(0)
    expect(await playground.get<Figures>('/api/figures')).toMatchObject({ limit: 2 })
  })

  it('is survived: everything twice is told once', async () => {
    await setFault('duplicates', { isOn: true })
    const { url, conversationId } = await sell()
    await payOn(url)
    await playground.entry(`conversation=${conversationId}`, told)
    const duplicate = ({ kind, detail = '' }: Entry) => kind === 'webhook' && /a duplicate|attempt 2/.test(detail)
    await playground.entry(`conversation=${conversationId}`, duplicate)
    await playground.stack.current().world.settled()
    const events = (await playground.entries(`conversation=${conversationId}&kind=event`)).map(({ title }) => title)
    expect(events).toEqual([...new Set(events)])
    expect(await hitsOf('duplicates')).toBeGreaterThan(0)
  })

  it('is survived: a webhook that Botpress could not take comes again', async () => {
    await setFault('botpress-down', { isOn: true })
    const { url, conversationId } = await sell()
    await payOn(url)
    const failed = ({ kind, ok }: Entry) => kind === 'webhook' && !ok
    await playground.entry(`conversation=${conversationId}`, failed)
    expect(await hitsOf('botpress-down')).toBeGreaterThan(0)
    await setFault('botpress-down', { isOn: false })
    expect((await playground.entries(`conversation=${conversationId}&kind=event`)).length).toBe(0)
    await advance(360)
    await playground.entry(`conversation=${conversationId}`, told)
  })

  it('is survived: late webhooks arrive when their time comes', async () => {
    await setFault('late', { isOn: true, value: 600_000 })
    const { url, conversationId } = await sell()
    await payOn(url)
    await advance(600)
    await playground.entry(`conversation=${conversationId}`, told)
    expect(await hitsOf('late')).toBeGreaterThan(0)
  })
})

describe('time', () => {
  it('moves on in steps: a subscription renews and the bot is told', async () => {
    const { conversationId, userId } = playground.stack.current().world.botpress.grantConversation()
    const run = await playground.act('createSubsLink', { productName: 'Coffee club', conversationId, userId })
    await payOn(String(playground.outputOf(run).url))
    await playground.entry(`conversation=${conversationId}`, ({ title }) => title === 'subscriptionCreated')
    const before = await playground.get<TimeInfo>('/api/time')
    const jobs = await advance(31 * 86_400)
    expect(jobs.at(-1)).toMatchObject({ state: 'done', progress: 1 })
    expect(jobs.map(({ progress }) => progress)).toEqual(jobs.map(({ progress }) => progress).sort((a, b) => a - b))
    const after = await playground.get<TimeInfo>('/api/time')
    expect(after.ahead - before.ahead).toBe(31 * 86_400)
    const renewed = await playground.entry(
      `conversation=${conversationId}`,
      ({ kind, title, payload }) =>
        kind === 'change' && title === 'invoice.paid' && JSON.stringify(payload).includes('subscription_cycle')
    )
    expect(renewed.at).toBeGreaterThan(before.now + 20 * 86_400_000)
    // The integration's clock went along: what is sold now expires later than now.
    const { url } = await sell()
    expect(await payOn(url)).toBe(true)
  })

  it('moves on once at a time', async () => {
    const stream = await listen(playground)
    const answers = await Promise.all([1, 2].map(() => playground.send('POST', '/api/time', { seconds: 86_400 })))
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409])
    await stream.next('job', ({ state }) => state === 'done')
    stream.end()
  })
})

describe('an object', () => {
  it('is shown with what it names, what names it, its page and its entries', async () => {
    const { url } = await sell()
    await payOn(url)
    const { stripe } = playground.stack.current().world
    const [link] = (await playground.entries('kind=call'))
      .filter(({ title }) => title === 'POST /v1/payment_links')
      .slice(-1)
    const id = link?.objects.find((object) => object.startsWith('plink_')) ?? ''
    const info = await playground.get<ObjectInfo>(`/api/objects/${id}`)
    expect(info).toMatchObject({ id, object: 'payment_link', url, value: stripe?.get(id) })
    expect(info.related.map(({ object }) => object)).toContain('checkout.session')
    expect(info.entries.length).toBeGreaterThan(0)
    const session = info.related.find(({ object }) => object === 'checkout.session')
    const other = await playground.get<ObjectInfo>(`/api/objects/${session?.id}`)
    expect(other.related).toContainEqual({ id, object: 'payment_link', relation: 'payment_link' })
  })

  it('that is not there is said not to be', async () => {
    const response = await playground.ask('/api/objects/cus_nothing')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error: { code: 'unknown_object' } })
  })
})

describe('what is refused', () => {
  it.each([
    ['PUT', '/api/faults/nothing', { isOn: true }, 404, 'unknown_fault'],
    ['PUT', '/api/faults/latency', {}, 400, 'invalid_input'],
    ['PUT', '/api/faults/latency', { isOn: true, value: 'x' }, 400, 'invalid_input'],
    ['PUT', '/api/faults/latency', { isOn: true, value: 10_001 }, 400, 'invalid_input'],
    ['PUT', '/api/faults/duplicates', { isOn: true, value: 2 }, 400, 'invalid_input'],
    ['POST', '/api/time', {}, 400, 'invalid_input'],
    ['POST', '/api/time', { seconds: 0 }, 400, 'invalid_input'],
    ['POST', '/api/time', { seconds: 400 * 86_400 + 1 }, 400, 'invalid_input'],
    ['POST', '/api/time', { seconds: 1.5 }, 400, 'invalid_input'],
  ] as const)('%s %s %j', async (method, path, body, status, code) => {
    const response = await playground.send(method, path, body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code, message: expect.any(String) } })
  })
})

it('begins again: another run, an empty timeline, a fresh account', async () => {
  const { stripe } = playground.stack.current().world
  const before = await playground.get<Session>('/api/session')
  const customers = stripe?.count('customer', 'test') ?? 0
  expect(customers).toBeGreaterThan(2)
  await setFault('duplicates', { isOn: true })
  const stream = await listen(playground)
  const answer = await playground.post<{ run: string }>('/api/reset', {})
  expect((await stream.next('reset')).data).toEqual(answer)
  stream.end()
  const after = await playground.get<Session>('/api/session')
  expect(after).toMatchObject({ run: answer.run, mode: { kind: 'embedded', key: before.mode.key } })
  expect(after.run).not.toBe(before.run)
  expect(await playground.entries()).toEqual([])
  expect((await playground.get<FaultSwitch[]>('/api/faults')).some(({ isOn }) => isOn)).toBe(false)
  expect((await playground.get<TimeInfo>('/api/time')).ahead).toBe(0)
  expect(playground.stack.current().world.stripe?.count('customer', 'test')).toBe(2)
  const { url, conversationId } = await sell()
  await payOn(url)
  await playground.entry(`conversation=${conversationId}`, told)
})
