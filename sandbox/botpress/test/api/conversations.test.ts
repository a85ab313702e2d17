import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Served, served, unknownId } from '../support/served'

let world: Served
beforeAll(async () => {
  world = await served()
})
beforeEach(() => world.botpress.reset())
afterAll(() => world.close())

const missing = { type: 'ResourceNotFound', code: 404 }

describe('conversations', () => {
  it('are created, read, changed and deleted', async () => {
    const { client, botpress } = world
    const { conversation } = await client.createConversation({ channel: 'chat', tags: { id: '1' } })
    const { id } = conversation
    expect(conversation).toMatchObject({
      ...{
        id: expect.stringMatching(/^conv_[0-9A-Z]{26}$/),
        channel: 'chat',
        integration: 'greeter',
        tags: { id: '1' },
      },
    })
    expect((await client.getConversation({ id })).conversation).toEqual(conversation)
    const { conversation: changed } = await client.updateConversation({ id, tags: { id: '2' } })
    expect(changed.tags).toEqual({ id: '2' })
    expect(botpress.conversations).toEqual([changed])
    expect(await client.deleteConversation({ id })).toEqual({})
    await expect(client.getConversation({ id })).rejects.toMatchObject(missing)
  })

  it('are found by channel and tags, or created', async () => {
    const { client } = world
    const { conversation } = await client.getOrCreateConversation({ channel: 'chat', tags: { id: '1' } })
    const again = await client.getOrCreateConversation({
      channel: 'chat',
      tags: { id: '1' },
      discriminateByTags: ['id'],
    })
    expect(again.conversation).toEqual(conversation)
    expect((await client.getOrCreateConversation({ channel: 'chat', tags: {} })).conversation.id).not.toBe(
      conversation.id
    )
  })

  it('are listed by tags, channel, integration and participants', async () => {
    const { client, botpress } = world
    const { conversationId, userId } = botpress.grantConversation()
    const { conversation } = await client.createConversation({ channel: 'chat', tags: { id: '1' } })
    expect((await client.listConversations({ tags: { id: '1' } })).conversations).toEqual([conversation])
    expect((await client.listConversations({ channel: 'chat' })).conversations).toEqual([conversation])
    for (const query of [{ integrationName: 'webchat' }, { participantIds: [userId] }]) {
      const { conversations } = await client.listConversations(query)
      expect(conversations.map(({ id }) => id)).toEqual([conversationId])
    }
    expect((await client.listConversations({})).conversations).toHaveLength(2)
  })

  it('are refused in an undeclared channel, with undeclared tags, or when they are somebody else’s', async () => {
    const { client, botpress } = world
    const elsewhere = client.createConversation({ channel: 'mail', tags: {} })
    await expect(elsewhere).rejects.toMatchObject({ type: 'ReferenceNotFound' })
    const tagged = client.createConversation({ channel: 'chat', tags: { mood: 'good' } })
    await expect(tagged).rejects.toMatchObject({ type: 'InvalidPayload' })
    const { conversationId: id } = botpress.grantConversation()
    await expect(client.updateConversation({ id, tags: { id: '1' } })).rejects.toMatchObject({ type: 'InvalidPayload' })
    await expect(client.deleteConversation({ id })).rejects.toMatchObject({ type: 'Forbidden' })
  })

  it('have participants', async () => {
    const { client, botpress } = world
    const { conversationId: id, userId } = botpress.grantConversation()
    const { user } = await client.createUser({ tags: { id: '1' } })
    expect((await client.addParticipant({ id, userId: user.id })).participant).toEqual(user)
    expect((await client.getParticipant({ id, userId: user.id })).participant).toEqual(user)
    const { participants } = await client.listParticipants({ id })
    expect(participants.map((participant) => participant.id).sort()).toEqual(
      [botpress.ids.botUserId, userId, user.id].sort()
    )
    expect(await client.removeParticipant({ id, userId: user.id })).toEqual({})
    await expect(client.getParticipant({ id, userId: user.id })).rejects.toMatchObject(missing)
    const stranger = client.addParticipant({ id, userId: unknownId() })
    await expect(stranger).rejects.toMatchObject({ type: 'ReferenceNotFound' })
  })
})

describe('messages', () => {
  const start = async () => {
    const { client } = world
    const { conversation } = await client.createConversation({ channel: 'chat', tags: {} })
    const { user } = await client.createUser({ tags: {} })
    const ids = { conversationId: conversation.id, userId: user.id }
    return { ...ids, message: { ...ids, type: 'text', payload: { text: 'Hi' }, tags: { id: '1' } } }
  }

  it('are created, found, changed and deleted', async () => {
    const { client, botpress } = world
    const { message: input, conversationId } = await start()
    const { message } = await client.createMessage(input)
    expect(message).toMatchObject({ ...input, direction: 'incoming', id: expect.stringMatching(/^msg_[0-9A-Z]{26}$/) })
    const again = await client.getOrCreateMessage({ ...input, payload: { text: 'Again' }, discriminateByTags: ['id'] })
    expect(again.message).toEqual(message)
    const { message: said } = await client.getOrCreateMessage({ ...input, userId: botpress.ids.botUserId, tags: {} })
    expect(said.direction).toBe('outgoing')
    expect((await client.listMessages({ conversationId })).messages).toEqual([said, message])
    const changed = await client.updateMessage({ id: message.id, tags: { id: '2' }, payload: { text: 'Ho' } })
    expect(changed.message).toMatchObject({ tags: { id: '2' }, payload: { text: 'Ho' } })
    expect((await client.getMessage({ id: message.id })).message).toEqual(changed.message)
    expect(await client.deleteMessage({ id: message.id })).toEqual({})
    expect(botpress.messages).toEqual([said])
  })

  it('are refused when type, payload, tags or ids are wrong, and in another integration’s conversation', async () => {
    const { client, botpress } = world
    const { message } = await start()
    const refusals = [
      [{ type: 'image' }, 'ReferenceNotFound'],
      [{ payload: { text: 1 } }, 'InvalidDataFormat'],
      [{ tags: { mood: 'good' } }, 'InvalidPayload'],
      [{ userId: unknownId() }, 'ReferenceNotFound'],
      [{ conversationId: unknownId('conv') }, 'ReferenceNotFound'],
      [{ conversationId: botpress.grantConversation().conversationId }, 'Forbidden'],
      [{ schedule: { delay: 1 } }, 'InvalidPayload'],
    ] as const
    for (const [change, type] of refusals) {
      await expect(client.createMessage({ ...message, ...change })).rejects.toMatchObject({ type })
    }
  })
})
