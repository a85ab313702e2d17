import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBotpress, type FeedEntry, serveBotpress, startBundle } from '../src/index'
import { bundleFolder } from './support/bundle'
import definition from './support/definition'

const KIND = { greeting: 'Grüß Gött' }

/** What the process writes: it arrives apart from its answers, and maybe during a later test. */
const lines = () => {
  const written: string[] = []
  let wake = () => {}
  return {
    push(text: string) {
      written.push(text)
      wake()
    },
    /** The first line with this in it, once it is there. */
    async having(part: string): Promise<string> {
      for (;;) {
        const line = written.find((text) => text.includes(part))
        if (line) return line
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}

/** The integration of the tests in a process of its own, behind a local Botpress. */
const start = async () => {
  const folder = await bundleFolder()
  const botpress = createBotpress({ definition })
  const server = await serveBotpress(botpress, { port: 0 })
  const output = lines()
  const bundle = await startBundle({
    bundle: await folder.buildGreeter(),
    env: botpress.env,
    onLog: ({ text }) => output.push(text),
  })
  botpress.connect(bundle.url)
  const close = async () => {
    await bundle.stop()
    await server.close()
    await folder.remove()
  }
  return { botpress, bundle, output, url: server.url, close }
}

let world: Awaited<ReturnType<typeof start>>
beforeAll(async () => {
  world = await start()
})
beforeEach(() => world.botpress.reset())
afterAll(() => world.close())

const outsideAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses)
    .flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : []))

describe('the process of the integration', () => {
  it('listens on loopback only', async () => {
    const { bundle } = world
    expect(bundle.address).toMatchObject({ address: '127.0.0.1', port: expect.any(Number) })
    expect(bundle.url).toBe(`http://127.0.0.1:${bundle.address.port}`)
    expect(await (await fetch(`${bundle.url}/health`)).text()).toBe('ok')
    for (const address of outsideAddresses()) {
      await expect(fetch(`http://${address}:${bundle.address.port}/health`)).rejects.toThrow()
    }
  })

  it('sees only the environment it was given', async () => {
    const { botpress } = world
    await botpress.install(KIND)
    const { output } = await botpress.callAction('whoAmI', {})
    expect(output).toMatchObject({ environment: expect.arrayContaining(Object.keys(botpress.env)) })
    expect(output).toMatchObject({ environment: expect.not.arrayContaining(['HOME', 'VITEST', 'NODE_ENV']) })
  })
})

describe('an installation', () => {
  it('registers with a webhook URL, and may configure itself while it does', async () => {
    const { botpress, output, url } = world
    const configuration = { greeting: 'Servus' }
    await botpress.install(configuration)
    expect(botpress.status).toBe('registered')
    expect(botpress.webhookUrl).toBe(`${url}/webhook/${botpress.ids.webhookId}`)
    const line = `registered at ${botpress.webhookUrl} as null with ${JSON.stringify(configuration)}`
    expect(await output.having('Servus')).toBe(line)
    expect(botpress.settings).toEqual({ identifier: 'greeter-1', scheduleRegisterCall: 'daily' })
    await botpress.configure({ greeting: 'Moin' })
    expect(await output.having('Moin')).toContain('registered')
  })

  it('takes an additional configuration by its name', async () => {
    const { botpress, output } = world
    await botpress.install({ key: 'k' }, 'manual')
    expect(await output.having('manual')).toContain('with {"key":"k"}')
    await expect(botpress.install({}, 'other')).rejects.toMatchObject({ type: 'ReferenceNotFound' })
  })

  it.each([[{}], [{ greeting: '' }], [{ greeting: 'Hi', mode: 'loud' }], [{ greeting: 'Hi', more: 1 }], [undefined]])(
    'is refused with the configuration %j, without calling the integration',
    async (configuration) => {
      const { botpress } = world
      const kinds: string[] = []
      const stop = botpress.subscribe(({ kind }) => kinds.push(kind))
      await expect(botpress.install(configuration)).rejects.toMatchObject({ type: 'InvalidDataFormat' })
      stop()
      expect([botpress.status, kinds]).toEqual(['unregistered', []])
    }
  )

  it('that the integration refuses tells why, and is not called for anything else', async () => {
    const { botpress } = world
    await expect(botpress.install({ greeting: 'refused' })).rejects.toMatchObject({
      ...{ name: 'IntegrationError', code: 400, type: 'Runtime' },
      ...{ message: 'This greeting is not allowed.', metadata: { code: 'greeting_refused' } },
    })
    expect(botpress.status).toBe('failed')
    await expect(botpress.callAction('greet', { name: 'Ada' })).rejects.toMatchObject({ type: 'Forbidden' })
    expect((await fetch(botpress.webhookUrl)).status).toBe(404)
    await botpress.install(KIND)
    expect(botpress.status).toBe('registered')
  })

  it('ends with unregister', async () => {
    const { botpress, output } = world
    await expect(botpress.uninstall()).rejects.toMatchObject({ type: 'Forbidden' })
    await botpress.install(KIND)
    await botpress.uninstall()
    expect(await output.having('unregistered')).toBe(`unregistered at ${botpress.webhookUrl}`)
    expect(botpress.status).toBe('unregistered')
    await expect(botpress.callAction('greet', { name: 'Ada' })).rejects.toMatchObject({ type: 'Forbidden' })
  })

  it('answers a ping, and refuses what is no operation', async () => {
    const { botpress } = world
    await botpress.ping()
    expect(await botpress.callOperation('dance', { wild: true })).toMatchObject({
      status: 400,
      body: { type: 'Runtime', message: 'Unknown operation dance' },
    })
  })
})

describe('an action', () => {
  beforeEach(() => world.botpress.install(KIND))

  it('gets the context and the configuration, and answers with its output and cost', async () => {
    const { botpress } = world
    const { botId, botUserId, integrationId, alias, webhookId } = botpress.ids
    expect(await botpress.callAction('greet', { name: 'Ada' })).toEqual({
      ...{ output: { text: 'Grüß Gött, Ada!' }, meta: { cost: 3 } },
    })
    expect((await botpress.callAction('whoAmI', {})).output).toMatchObject({
      ...{ botId, botUserId, integrationId, integrationAlias: alias, webhookId },
      ...{ operation: 'action_triggered', configuration: KIND, configurationType: null },
    })
  })

  it('keeps characters whole however the network cuts the body', async () => {
    const name = '🦄ß€語'
    const { output } = await world.botpress.callAction('greet', { name })
    expect(output).toEqual({ text: `Grüß Gött, ${name}!` })
  })

  it('reads and writes states over the runtime API', async () => {
    const { botpress } = world
    expect((await botpress.callAction('remember', { count: 1 })).output).toEqual({ before: null })
    expect((await botpress.callAction('remember', { count: 2 })).output).toEqual({ before: 1 })
    expect(botpress.states).toMatchObject([{ name: 'counter', payload: { count: 2 } }])
    const operations = botpress.calls.map(({ operation }) => operation)
    expect(operations.slice(-2)).toEqual(['getOrSetState', 'setState'])
  })

  it('passes on a RuntimeError with its metadata', async () => {
    await expect(world.botpress.callAction('fail', { how: 'runtime' })).rejects.toMatchObject({
      ...{ name: 'IntegrationError', code: 400, type: 'Runtime', message: 'It went wrong.' },
      metadata: { code: 'went_wrong', retryable: true },
    })
  })

  it('tells nothing of any other error but that there was one', async () => {
    const failure = world.botpress.callAction('fail', { how: 'plain' })
    await expect(failure).rejects.toMatchObject({ message: expect.not.stringContaining('secret') })
    const missing = world.botpress.callAction('fail', { how: 'api' })
    await expect(missing).rejects.toMatchObject({ type: 'Runtime', message: expect.stringContaining('no state') })
  })

  it('is refused when the definition does not declare it, or its input does not fit', async () => {
    const { botpress } = world
    for (const type of ['dance', 'constructor']) {
      await expect(botpress.callAction(type, {})).rejects.toMatchObject({ type: 'ReferenceNotFound' })
    }
    for (const input of [{}, { name: 1 }, { name: 'x'.repeat(21) }, { name: 'Ada', times: 1.5 }, { name: 'A', x: 1 }]) {
      await expect(botpress.callAction('greet', input)).rejects.toMatchObject({ type: 'InvalidDataFormat' })
    }
  })

  it('is a failure when its output does not fit', async () => {
    await expect(world.botpress.callAction('answerWrongly', {})).rejects.toMatchObject({
      ...{ name: 'BotpressError', type: 'InvalidDataFormat', message: expect.stringContaining('data/count') },
    })
  })

  it('is told to those who listen, with what became of it', async () => {
    const { botpress } = world
    const entries: FeedEntry[] = []
    const stop = botpress.subscribe((entry) => entries.push(entry))
    await botpress.callAction('greet', { name: 'Ada' })
    await botpress.callAction('fail', { how: 'runtime' }).catch(() => {})
    stop()
    expect(entries.filter(({ kind }) => kind === 'action')).toMatchObject([
      { type: 'greet', input: { name: 'Ada' }, output: { text: 'Grüß Gött, Ada!' } },
      { type: 'fail', error: { message: 'It went wrong.' } },
    ])
    expect(entries.filter(({ kind }) => kind === 'operation')).toMatchObject([{ status: 200 }, { status: 400 }])
  })
})

describe('a webhook', () => {
  const greeted = { type: 'greeted', payload: { name: 'Ada', note: null } }
  const post = (path: string, body: unknown) =>
    fetch(`${world.botpress.webhookUrl}${path}`, { method: 'POST', body: JSON.stringify(body) })

  it('becomes an event of the bot', async () => {
    const { botpress } = world
    await botpress.install(KIND)
    const ids = botpress.grantConversation()
    const event = { ...greeted, ...ids }
    const response = await post('', event)
    expect(botpress.events).toMatchObject([{ ...event, status: 'pending' }])
    expect([response.status, await response.text()]).toEqual([200, botpress.events[0]?.id])
  })

  it.each([
    { what: 'of an undeclared type', event: { type: 'danced', payload: {} }, message: 'declares no event' },
    { what: 'that does not fit', event: { type: 'greeted', payload: { name: 1 } }, message: 'does not fit' },
    { what: 'for a user that cannot be', event: { ...greeted, userId: 'no user' }, message: 'data/userId' },
  ])('fails when it would make an event $what', async ({ event, message }) => {
    const { botpress } = world
    await botpress.install(KIND)
    const response = await post('', event)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ type: 'Runtime', message: expect.stringContaining(message) })
    expect(botpress.events).toEqual([])
  })

  it('brings method, path, query, headers and the exact body, and takes back the answer', async () => {
    const { botpress } = world
    await botpress.install(KIND)
    const response = await fetch(`${botpress.webhookUrl}/echo?a=1&b=%20`, {
      method: 'PUT',
      headers: { 'X-Signature': 't=1,v1=abc' },
      body: '{ "ü": 1.0 }\n',
    })
    expect([response.status, response.headers.get('x-echo')]).toEqual([207, 'yes'])
    expect(await response.json()).toMatchObject({
      ...{ method: 'PUT', path: '/echo', query: 'a=1&b=%20', body: '{ "ü": 1.0 }\n' },
      headers: { 'x-signature': 't=1,v1=abc', host: expect.stringMatching(/^127\.0\.0\.1:\d+$/) },
    })
    const direct = await botpress.webhook({ method: 'get', path: '/echo', headers: { 'X-A': 'b' } })
    expect(direct).toMatchObject({ status: 207, headers: { 'x-echo': 'yes' } })
    expect(JSON.parse(direct.body)).toEqual({ method: 'GET', path: '/echo', query: '', headers: { 'x-a': 'b' } })
  })

  it('may name the installation, and answer without a body', async () => {
    const { botpress } = world
    await botpress.install(KIND)
    const response = await fetch(`${botpress.webhookUrl}/identify`)
    expect([response.status, response.headers.has('x-bp-integration-identifier')]).toEqual([204, false])
    expect(botpress.settings.identifier).toBe('from-oauth')
  })

  it('is not found under another id, or when nothing is installed', async () => {
    const { botpress, url } = world
    expect((await fetch(`${url}/webhook/${botpress.ids.botId}`)).status).toBe(404)
    expect((await fetch(`${url}/webhook`)).status).toBe(404)
    const response = await fetch(botpress.webhookUrl, { method: 'POST' })
    expect([response.status, await response.json()]).toMatchObject([404, { type: 'ResourceNotFound', code: 404 }])
  })

  it('passes on the failure of its handler', async () => {
    await world.botpress.install(KIND)
    const response = await fetch(`${world.botpress.webhookUrl}/fail`)
    expect([response.status, await response.json()]).toMatchObject([400, { message: 'The webhook failed.' }])
  })
})
