import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Served, served, unknownId } from '../support/served'

let world: Served
beforeAll(async () => {
  world = await served()
})
beforeEach(() => world.botpress.reset())
afterAll(() => world.close())

const greeted = { type: 'greeted', payload: { name: 'Ada', note: null } }

describe('events', () => {
  it('are created with what they belong to, and read', async () => {
    const { client, botpress, clock } = world
    const ids = botpress.grantConversation()
    const { event } = await client.createEvent({ ...greeted, ...ids })
    expect(event).toEqual({
      id: expect.stringMatching(/^evt_[0-9A-Z]{26}$/),
      createdAt: new Date(clock.now()).toISOString(),
      ...{ ...greeted, ...ids, status: 'pending', failureReason: null },
    })
    expect((await client.getEvent({ id: event.id })).event).toEqual(event)
    expect(botpress.events).toEqual([event])
  })

  it('are listed newest first, by what they belong to', async () => {
    const { client, botpress } = world
    const ids = botpress.grantConversation()
    const { event: first } = await client.createEvent({ ...greeted, conversationId: ids.conversationId })
    const { event: second } = await client.createEvent({ ...greeted, userId: ids.userId })
    expect(await client.listEvents({})).toEqual({ events: [second, first], meta: {} })
    expect((await client.listEvents({ type: 'greeted', userId: ids.userId })).events).toEqual([second])
    expect((await client.listEvents({ conversationId: ids.conversationId, status: 'pending' })).events).toEqual([first])
    expect((await client.listEvents({ messageId: ids.messageId })).events).toEqual([])
    expect((await client.listEvents({ status: 'processed' })).events).toEqual([])
    await expect(client.getEvent({ id: unknownId('evt') })).rejects.toMatchObject({ type: 'ResourceNotFound' })
  })

  it('are scheduled, become pending in time, or are cancelled', async () => {
    const { client, clock } = world
    const dateTime = new Date(clock.now() + 500).toISOString()
    const { event } = await client.createEvent({ ...greeted, schedule: { dateTime } })
    const { event: other } = await client.createEvent({ ...greeted, schedule: { delay: 1000 } })
    expect([event.status, other.status]).toEqual(['scheduled', 'scheduled'])
    await client.cancelScheduledEvent({ id: other.id })
    clock.advance(1000)
    expect((await client.getEvent({ id: event.id })).event.status).toBe('pending')
    expect((await client.getEvent({ id: other.id })).event.status).toBe('canceled')
    await expect(client.cancelScheduledEvent({ id: event.id })).rejects.toMatchObject({ type: 'ResourceNotFound' })
    const both = client.createEvent({ ...greeted, schedule: { dateTime, delay: 1 } })
    await expect(both).rejects.toMatchObject({ type: 'InvalidPayload' })
  })
})

describe('events are refused', () => {
  it('of a type that the definition does not declare', async () => {
    for (const type of ['greeter:greeted', 'constructor']) {
      const created = world.client.createEvent({ ...greeted, type })
      await expect(created).rejects.toMatchObject({ type: 'ReferenceNotFound', code: 400 })
    }
  })

  it.each([
    ['lacks a field', { name: 'Ada' }],
    ['has a field too many', { name: 'Ada', note: null, more: 1 }],
    ['has a wrong type', { name: 1, note: null }],
    ['has a wrong format', { name: 'Ada', note: null, email: 'nobody' }],
    ['has null where it may only be absent', { name: 'Ada', note: null, at: null }],
  ])('with a payload that %s', async (_, payload) => {
    const created = world.client.createEvent({ type: 'greeted', payload })
    await expect(created).rejects.toMatchObject({ type: 'InvalidDataFormat', code: 400 })
    expect(world.botpress.events).toEqual([])
  })

  it.each([
    ['userId', 'no user', 'InvalidPayload'],
    ['conversationId', 'x'.repeat(37), 'InvalidPayload'],
    ['userId', unknownId(), 'ReferenceNotFound'],
    ['conversationId', unknownId('conv'), 'ReferenceNotFound'],
    ['messageId', unknownId('msg'), 'ReferenceNotFound'],
    ['workflowId', unknownId('wkflow'), 'ReferenceNotFound'],
  ])('with the %s "%s"', async (field, id, type) => {
    await expect(world.client.createEvent({ ...greeted, [field]: id })).rejects.toMatchObject({ type, code: 400 })
  })

  it('with a message of another conversation', async () => {
    const { botpress, client } = world
    const { messageId } = botpress.grantConversation()
    const { conversationId } = botpress.grantConversation()
    const created = client.createEvent({ ...greeted, conversationId, messageId })
    await expect(created).rejects.toMatchObject({ type: 'RelationConflict', code: 409 })
  })
})
