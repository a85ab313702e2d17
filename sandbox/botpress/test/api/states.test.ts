import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Served, served, unknownId } from '../support/served'

let world: Served
beforeAll(async () => {
  world = await served()
})
beforeEach(() => world.botpress.reset())
afterAll(() => world.close())

const counter = () => ({ type: 'integration', id: world.botpress.ids.integrationId, name: 'counter' }) as const
const missing = { type: 'ResourceNotFound', code: 404 }

describe('states', () => {
  it('are set and read', async () => {
    const { client, botpress, clock } = world
    await expect(client.getState(counter())).rejects.toMatchObject(missing)
    const { state } = await client.setState({ ...counter(), payload: { count: 1 } })
    const now = new Date(clock.now()).toISOString()
    expect(state).toEqual({
      id: expect.stringMatching(/^state_[0-9A-Z]{26}$/),
      ...{ createdAt: now, updatedAt: now, botId: botpress.ids.botId },
      ...{ name: 'counter', type: 'integration', payload: { count: 1 } },
    })
    clock.advance(5)
    const { state: changed } = await client.setState({ ...counter(), payload: { count: 2 } })
    expect(changed).toEqual({ ...state, payload: { count: 2 }, updatedAt: new Date(clock.now()).toISOString() })
    expect(await client.getState(counter())).toEqual({ state: changed, meta: { cached: false } })
    expect(botpress.states).toEqual([changed])
  })

  it('are deleted by null', async () => {
    const { client, botpress } = world
    await client.setState({ ...counter(), payload: { count: 1 } })
    expect((await client.setState({ ...counter(), payload: null })).state).toMatchObject({ payload: {} })
    await expect(client.getState(counter())).rejects.toMatchObject(missing)
    expect(botpress.states).toEqual([])
    expect((await client.setState({ ...counter(), payload: null })).state).toMatchObject({ name: 'counter' })
  })

  it('are kept apart per user and conversation, and say whose they are', async () => {
    const { client, botpress } = world
    const { userId, conversationId } = botpress.grantConversation()
    const profile = { type: 'user', id: userId, name: 'profile' } as const
    const set = await client.setState({ ...profile, payload: { customerId: 'cus_1' } })
    expect(set.state).toMatchObject({ type: 'user', userId })
    const topic = { type: 'conversation', id: conversationId, name: 'topic' } as const
    expect((await client.setState({ ...topic, payload: { topic: 'tea' } })).state).toMatchObject({ conversationId })
    const { user } = await client.createUser({ tags: {} })
    await expect(client.getState({ ...profile, id: user.id })).rejects.toMatchObject(missing)
  })

  it('go with their user', async () => {
    const { client, botpress } = world
    const { user } = await client.createUser({ tags: {} })
    await client.setState({ type: 'user', id: user.id, name: 'profile', payload: { customerId: 'cus_1' } })
    await client.deleteUser({ id: user.id })
    expect(botpress.states).toEqual([])
  })

  it('getOrSetState sets once', async () => {
    const { client } = world
    const first = await client.getOrSetState({ ...counter(), payload: { count: 1 } })
    expect(first).toMatchObject({ state: { payload: { count: 1 } }, meta: { cached: false } })
    const second = await client.getOrSetState({ ...counter(), payload: { count: 2 } })
    expect(second.state).toEqual(first.state)
  })

  it('of a hundred that set at once, one wins', async () => {
    const { client } = world
    const counts = Array.from({ length: 100 }, (_, count) => count)
    const answers = await Promise.all(counts.map((count) => client.getOrSetState({ ...counter(), payload: { count } })))
    expect(new Set(answers.map(({ state }) => state.payload.count)).size).toBe(1)
  })

  it('patchState changes fields, of a state that exists, into one that still fits', async () => {
    const { client } = world
    await expect(client.patchState({ ...counter(), payload: { count: 1 } })).rejects.toMatchObject(missing)
    await client.setState({ ...counter(), payload: { count: 1, extra: 'x' } })
    const { state } = await client.patchState({ ...counter(), payload: { count: 2 } })
    expect(state.payload).toEqual({ count: 2, extra: 'x' })
    const wrong = client.patchState({ ...counter(), payload: { count: 'two' } })
    await expect(wrong).rejects.toMatchObject({ type: 'InvalidDataFormat' })
  })
})

describe('the expiry of a state', () => {
  it('counts the time without access', async () => {
    const { client, clock, botpress } = world
    await client.setState({ ...counter(), payload: { count: 1 }, expiry: 1000 })
    clock.advance(900)
    await client.getState(counter())
    clock.advance(900)
    await client.setState({ ...counter(), payload: { count: 2 } })
    clock.advance(1000)
    expect((await client.getState(counter())).state.payload).toEqual({ count: 2 })
    clock.advance(1001)
    expect(botpress.states).toEqual([])
    await expect(client.getState(counter())).rejects.toMatchObject(missing)
    const { state } = await client.getOrSetState({ ...counter(), payload: { count: 3 } })
    expect(state.payload).toEqual({ count: 3 })
  })

  it('is set and ended separately', async () => {
    const { client, clock } = world
    await expect(client.setStateExpiry({ ...counter(), expiry: 5 })).rejects.toMatchObject(missing)
    const { state } = await client.setState({ ...counter(), payload: { count: 1 }, expiry: 5 })
    expect((await client.setStateExpiry({ ...counter(), expiry: null })).state).toEqual(state)
    clock.advance(1_000_000)
    expect((await client.getState(counter())).state).toEqual(state)
  })

  it.each([0, 2_592_000_001])('is never %d', async (expiry) => {
    const { client } = world
    const refusal = { type: 'InvalidPayload', code: 400 }
    await expect(client.setState({ ...counter(), payload: { count: 1 }, expiry })).rejects.toMatchObject(refusal)
    await expect(client.getOrSetState({ ...counter(), payload: { count: 1 }, expiry })).rejects.toMatchObject(refusal)
    expect(
      (await client.setState({ ...counter(), payload: { count: 1 }, expiry: 2_592_000_000 })).state.id
    ).toBeTruthy()
  })
})

describe('states are refused', () => {
  it('with a payload that does not fit the schema', async () => {
    const { client, botpress } = world
    const refusal = { type: 'InvalidDataFormat', code: 400 }
    for (const payload of [{}, { count: '1' }, { count: 1, more: true }]) {
      await expect(client.setState({ ...counter(), payload })).rejects.toMatchObject(refusal)
      await expect(client.getOrSetState({ ...counter(), payload })).rejects.toMatchObject(refusal)
    }
    expect(botpress.states).toEqual([])
  })

  it('under a name that the definition does not declare, or for another type of owner', async () => {
    const { client, botpress } = world
    const undeclared = { type: 'ReferenceNotFound', code: 400 }
    await expect(client.getState({ ...counter(), name: 'other' })).rejects.toMatchObject(undeclared)
    const id = botpress.ids.botId
    const ofBot = client.setState({ type: 'bot', id, name: 'counter', payload: { count: 1 } })
    await expect(ofBot).rejects.toMatchObject(undeclared)
    await expect(client.getState({ ...counter(), type: 'user' })).rejects.toMatchObject(undeclared)
  })

  it('for an owner that does not exist', async () => {
    const { client } = world
    const payload = { customerId: 'cus_1' }
    for (const id of [unknownId(), 'no user', world.botpress.ids.botId]) {
      const set = client.setState({ type: 'user', id, name: 'profile', payload })
      await expect(set).rejects.toMatchObject({ type: 'ReferenceNotFound', code: 400 })
      await expect(client.getState({ type: 'user', id, name: 'profile' })).rejects.toMatchObject(missing)
    }
    const other = client.setState({ ...counter(), id: unknownId('intver'), payload: { count: 1 } })
    await expect(other).rejects.toMatchObject({ type: 'ReferenceNotFound' })
  })
})
