import { Client } from '@botpress/client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Served, served, unknownId } from '../support/served'

let world: Served
beforeAll(async () => {
  world = await served()
})
beforeEach(() => world.botpress.reset())
afterAll(() => world.close())

const headers = (): Record<string, string> => {
  const { botId, integrationId, alias } = world.botpress.ids
  return {
    authorization: `Bearer ${world.token}`,
    'content-type': 'application/json',
    ...{ 'x-bot-id': botId, 'x-integration-id': integrationId, 'x-integration-alias': alias },
  }
}

const request = (method: string, path: string, body?: string, changes: Record<string, string | null> = {}) => {
  const entries = Object.entries({ ...headers(), ...changes }).filter((entry): entry is [string, string] => !!entry[1])
  return fetch(`${world.url}${path}`, { method, body, headers: Object.fromEntries(entries) })
}

describe('who calls the runtime API', () => {
  it.each([
    ['without a token', { authorization: null }, 401, 'Unauthorized'],
    ['with another token', { authorization: 'Bearer bp_fake_other' }, 401, 'Unauthorized'],
    ['without a bot id', { 'x-bot-id': null }, 400, 'InvalidPayload'],
    ['for another bot', { 'x-bot-id': unknownId('bot') }, 403, 'Forbidden'],
    ['without an integration id', { 'x-integration-id': null }, 400, 'InvalidPayload'],
    ['for another integration', { 'x-integration-id': unknownId('intver') }, 403, 'Forbidden'],
    ['under another alias', { 'x-integration-alias': 'other' }, 403, 'Forbidden'],
  ])('is refused %s', async (_, changes, status, type) => {
    const response = await request('GET', '/v1/chat/users', undefined, changes)
    expect(response.status).toBe(status)
    expect(await response.json()).toEqual({
      ...{ id: expect.stringMatching(/^err_/), code: status, type, message: expect.stringMatching(/\S/) },
    })
  })

  it('is told by the real client as a typed error', async () => {
    const { url, token, botpress } = world
    const client = new Client({ apiUrl: url, token: `${token}x`, botId: botpress.ids.botId })
    await expect(client.listUsers({})).rejects.toMatchObject({ type: 'Unauthorized', code: 401, isApiError: true })
  })
})

describe('requests are refused', () => {
  it.each([
    ['a body that is no JSON', 'POST', '/users', '{"tags":', 400, 'InvalidPayload'],
    ['no body where one is needed', 'POST', '/users', undefined, 400, 'InvalidPayload'],
    ['a field that does not exist', 'POST', '/users', '{"tags":{},"email":"a"}', 400, 'InvalidPayload'],
    ['an array', 'POST', '/users', '[]', 400, 'InvalidPayload'],
    ['a tag that is a number', 'POST', '/users', '{"tags":{"id":1}}', 400, 'InvalidPayload'],
    ['a parameter that does not exist', 'GET', '/users?limit=5', undefined, 400, 'InvalidQuery'],
    ['an unknown kind of state', 'GET', '/states/thing/x/counter', undefined, 400, 'InvalidPayload'],
    ['an unknown path', 'GET', '/tables', undefined, 404, 'ResourceNotFound'],
    ['an unknown method', 'PATCH', '/users', '{}', 404, 'ResourceNotFound'],
  ])('for %s', async (_, method, path, body, status, type) => {
    const response = await request(method, `/v1/chat${path}`, body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code: status, type })
  })

  it('for a content type other than JSON', async () => {
    const response = await request('POST', '/v1/chat/users', 'tags=1', { 'content-type': 'text/plain' })
    expect(await response.json()).toMatchObject({ code: 415, type: 'UnsupportedMediaType' })
  })

  it('outside the API and the webhooks', async () => {
    const response = await request('GET', '/v2/other')
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ type: 'ResourceNotFound' })
  })
})

describe('configureIntegration', () => {
  it('keeps what was asked for', async () => {
    const { client, botpress } = world
    expect(await client.configureIntegration({ identifier: 'acct_1', scheduleRegisterCall: 'daily' })).toEqual({})
    await client.configureIntegration({ sandboxIdentifiers: null })
    expect(botpress.settings).toEqual({ identifier: 'acct_1', scheduleRegisterCall: 'daily' })
    await client.configureIntegration({ identifier: null })
    expect(botpress.settings).toEqual({ scheduleRegisterCall: 'daily' })
  })

  it.each([{ identifier: 'x'.repeat(201) }, { scheduleRegisterCall: 'nightly' }, { sandboxIdentifiers: { a: 1 } }])(
    'refuses %j',
    async (body) => {
      const response = await request('POST', '/v1/chat/integrations/configure', JSON.stringify(body))
      expect(await response.json()).toMatchObject({ type: 'InvalidPayload' })
    }
  )
})

describe('what happens', () => {
  it('is logged call by call', async () => {
    const { client, botpress, clock } = world
    await client.createUser({ tags: {} })
    await client.getUser({ id: unknownId() }).catch(() => {})
    await request('GET', '/v1/chat/nothing')
    expect(botpress.calls).toEqual([
      { at: clock.now(), method: 'POST', path: '/v1/chat/users', operation: 'createUser', status: 201 },
      {
        ...{ at: clock.now(), method: 'GET', path: `/v1/chat/users/${unknownId()}`, operation: 'getUser' },
        ...{ status: 404, error: 'ResourceNotFound' },
      },
      { at: clock.now(), method: 'GET', path: '/v1/chat/nothing', status: 404, error: 'ResourceNotFound' },
    ])
  })

  it('is told to everyone who listens, until they stop or throw', async () => {
    const { client, botpress } = world
    const kinds: string[] = []
    const stop = botpress.subscribe(({ kind }) => kinds.push(kind))
    let calls = 0
    botpress.subscribe(() => {
      calls += 1
      throw new Error('a broken page')
    })
    await client.createUser({ tags: {} })
    await client.createEvent({ type: 'greeted', payload: { name: 'Ada', note: null } })
    botpress.log({ stream: 'stdout', text: 'hello' })
    stop()
    await client.createUser({ tags: {} })
    expect(kinds).toEqual(['user', 'call', 'event', 'call', 'log'])
    expect(calls).toBe(1)
  })
})
