import { IntegrationDefinition, z } from '@botpress/sdk'
import { describe, expect, it } from 'vitest'
import { createBotpress, serveBotpress } from '../src/index'
import { asciiJson } from '../src/protocol/ascii'
import { manualClock } from './support/clock'
import definition from './support/definition'

/** A local Botpress whose integration answers everything in the same way. */
const withAnswer = async (answer: () => Response | Promise<Response>, registered = true) => {
  const clock = manualClock()
  const received: Request[] = []
  let isRegistered = !registered
  const send = async (request: Request) => {
    received.push(request)
    if (isRegistered) return answer()
    isRegistered = true
    return new Response('{}')
  }
  const publicUrl = 'https://bot.example.com/'
  const botpress = createBotpress({ definition, clock, send, publicUrl, integrationUrl: 'http://127.0.0.1:1/x' })
  if (registered) await botpress.install({ greeting: 'Grüße' })
  return { botpress, clock, received }
}

describe('a local Botpress', () => {
  it('has ids of the real lengths, the same for the same seed', () => {
    const { ids } = createBotpress({ definition, seed: 'a' })
    expect(createBotpress({ definition, seed: 'a' }).ids).toEqual(ids)
    expect(createBotpress({ definition, seed: 'b' }).ids).not.toEqual(ids)
    const { alias, ...others } = ids
    expect(alias).toBe('greeter')
    for (const id of Object.values(others)) expect(id).toMatch(/^[\w-]{28,36}$/)
    expect(createBotpress({ definition }).ids.botId).not.toBe(createBotpress({ definition }).ids.botId)
  })

  it('makes the same conversations from the same seed and time', () => {
    const [one, two] = [0, 1].map(() => createBotpress({ definition, seed: 'a', clock: manualClock() }))
    expect(one?.grantConversation()).toEqual(two?.grantConversation())
  })

  it('refuses a definition that cannot be deployed', () => {
    const schema = z.object({ day: z.date() })
    const undeployable = new IntegrationDefinition({ name: 'x', version: '1.0.0', events: { happened: { schema } } })
    expect(() => createBotpress({ definition: undeployable })).toThrow(/ZodDate/)
  })

  it('needs an address before it can tell the environment of the integration', async () => {
    const botpress = createBotpress({ definition, token: 'bp_fake_given', seed: 'a' })
    expect(() => botpress.env).toThrow('Serve the local Botpress first')
    const server = await serveBotpress(botpress, { port: 0 })
    const { botId, integrationId } = botpress.ids
    expect(botpress.env).toEqual({
      ...{ BP_API_URL: server.url, BP_WEBHOOK_URL: `${server.url}/webhook`, BP_TOKEN: 'bp_fake_given' },
      ...{ BP_BOT_ID: botId, BP_INTEGRATION_ID: integrationId },
    })
    await server.close()
  })

  it('may be known outside under another address', async () => {
    const { botpress } = await withAnswer(() => new Response('{}'))
    botpress.servedAt('http://127.0.0.1:1234')
    expect(botpress.env).toMatchObject({
      ...{ BP_API_URL: 'http://127.0.0.1:1234', BP_WEBHOOK_URL: 'https://bot.example.com/webhook' },
    })
    expect(botpress.webhookUrl).toBe(`https://bot.example.com/webhook/${botpress.ids.webhookId}`)
  })

  it('takes the next port when one is busy', async () => {
    const botpress = createBotpress({ definition })
    const first = await serveBotpress(botpress, { port: 0 })
    const second = await serveBotpress(botpress, { port: first.port })
    expect(second.port).toBeGreaterThan(first.port)
    expect((await fetch(`${second.url}/webhook/none`)).status).toBe(404)
    await first.close()
    await second.close()
  })

  it('forgets everything but who it is', async () => {
    const { botpress } = await withAnswer(() => new Response('{}'))
    const { ids } = botpress
    botpress.grantConversation()
    botpress.reset()
    const { users, conversations, messages, events, states, calls, status, settings } = botpress
    expect([users, conversations, messages, events, states, calls]).toEqual([[], [], [], [], [], []])
    expect([botpress.ids, status, settings]).toEqual([ids, 'unregistered', {}])
  })
})

describe('a request to the integration', () => {
  it('has every header there is, and a body of ASCII only', async () => {
    const { botpress, received } = await withAnswer(() => new Response('{"output":{"text":"x"}}'))
    await botpress.callAction('greet', { name: '🦄ß' })
    const request = received.at(-1)
    const { botId, botUserId, integrationId, alias, webhookId } = botpress.ids
    expect([request?.method, request?.url]).toEqual(['POST', 'http://127.0.0.1:1/x'])
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      'content-type': 'application/json',
      ...{ 'x-bot-id': botId, 'x-bot-user-id': botUserId, 'x-integration-id': integrationId },
      ...{ 'x-integration-alias': alias, 'x-webhook-id': webhookId, 'x-bp-operation': 'action_triggered' },
      'x-bp-configuration': Buffer.from('{"greeting":"Grüße"}').toString('base64'),
    })
    const body = (await request?.text()) ?? ''
    expect(body).toMatch(/^[ -~]*$/)
    expect(JSON.parse(body)).toEqual({ type: 'greet', input: { name: '🦄ß' } })
  })

  it('is written without a character that could be cut', () => {
    expect(asciiJson({ a: 'é\u2028🦄\u007f"' })).toBe('{"a":"\\u00e9\\u2028\\ud83e\\udd84\u007f\\""}')
  })

  it('that is not answered in a minute is given up', async () => {
    const { botpress, clock } = await withAnswer(() => new Promise<Response>(() => {}))
    const action = botpress.callAction('greet', { name: 'Ada' })
    const webhook = botpress.webhook({ method: 'POST' })
    clock.advance(60_000)
    await expect(action).rejects.toMatchObject({ type: 'OperationTimeout', code: 504 })
    expect(await webhook).toMatchObject({ status: 504 })
  })

  it('that is answered outside the protocol is an error', async () => {
    const noJson = await withAnswer(() => new Response('<html>', { status: 500 }))
    await expect(noJson.botpress.callAction('greet', { name: 'Ada' })).rejects.toMatchObject({
      ...{ name: 'IntegrationError', code: 500, message: 'The integration answered with status 500.' },
    })
    const noOutput = await withAnswer(() => new Response('{}'))
    await expect(noOutput.botpress.callAction('greet', { name: 'Ada' })).rejects.toMatchObject({
      ...{ name: 'BotpressError', message: expect.stringContaining('output') },
    })
    const noHeader = await withAnswer(() => Response.json({ error: 'Missing bot header' }, { status: 500 }), false)
    await expect(noHeader.botpress.ping()).rejects.toThrow('Missing bot header')
  })

  it('lets webhooks through while it registers, since services test an address they are given', async () => {
    let finish = (_: Response) => {}
    const pending = new Promise<Response>((resolve) => {
      finish = resolve
    })
    let isFirst = true
    const answer = () => {
      if (!isFirst) return new Response('hello')
      isFirst = false
      return pending
    }
    const { botpress } = await withAnswer(answer, false)
    const installing = botpress.install({ greeting: 'Hi' })
    expect(botpress.status).toBe('pending')
    expect(await botpress.webhook({ method: 'GET' })).toMatchObject({ status: 200, body: 'hello' })
    await expect(botpress.callAction('greet', { name: 'Ada' })).rejects.toMatchObject({ type: 'Forbidden' })
    finish(new Response('{}'))
    await installing
    expect(botpress.status).toBe('registered')
  })
})
