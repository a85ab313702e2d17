import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Served, served, unknownId } from '../support/served'

let world: Served
beforeAll(async () => {
  world = await served()
})
beforeEach(() => world.botpress.reset())
afterAll(() => world.close())

describe('users', () => {
  it('are created, read, changed and deleted', async () => {
    const { client, botpress, clock } = world
    const { user } = await client.createUser({
      tags: { id: 'cus_1' },
      name: 'Ada',
      pictureUrl: 'https://example.com/a',
    })
    const now = new Date(clock.now()).toISOString()
    expect(user).toEqual({
      id: expect.stringMatching(/^user_[0-9A-Z]{26}$/),
      ...{ createdAt: now, updatedAt: now, tags: { id: 'cus_1' } },
      ...{ name: 'Ada', pictureUrl: 'https://example.com/a' },
    })
    expect((await client.getUser({ id: user.id })).user).toEqual(user)

    clock.advance(1000)
    const changed = await client.updateUser({ id: user.id, tags: { nonce: 'n' }, name: null })
    const { name, ...rest } = user
    expect(name).toBe('Ada')
    const updatedAt = new Date(clock.now()).toISOString()
    expect(changed.user).toEqual({ ...rest, tags: { id: 'cus_1', nonce: 'n' }, updatedAt })
    expect(botpress.users).toEqual([changed.user])

    expect(await client.deleteUser({ id: user.id })).toEqual({})
    await expect(client.getUser({ id: user.id })).rejects.toMatchObject({ type: 'ResourceNotFound', code: 404 })
    expect(botpress.users).toEqual([])
  })

  it('lose a tag that is set to an empty value, and attributes set to null', async () => {
    const { client } = world
    const { user } = await client.createUser({ tags: { id: 'cus_1', nonce: '' }, attributes: { a: '1', b: '2' } })
    expect(user.tags).toEqual({ id: 'cus_1' })
    const { user: changed } = await client.updateUser({ id: user.id, tags: { id: '' }, attributes: { a: null } })
    expect(changed).toMatchObject({ tags: {}, attributes: { b: '2' } })
    expect(Object.keys(changed.attributes ?? {})).toEqual(['b'])
  })

  it('the bot has one of its own, which is not listed and cannot be deleted', async () => {
    const { client, botpress } = world
    const id = botpress.ids.botUserId
    expect((await client.updateUser({ id, tags: { id: 'cus_bot' } })).user.tags).toEqual({ id: 'cus_bot' })
    expect((await client.listUsers({})).users).toEqual([])
    await expect(client.deleteUser({ id })).rejects.toMatchObject({ type: 'Forbidden' })
    expect(botpress.users).toEqual([])
  })

  it('of another integration are reachable by id but never found', async () => {
    const { client, botpress } = world
    const { userId } = botpress.grantConversation()
    const { user } = await client.updateUser({ id: userId, tags: { id: 'cus_1' } })
    expect(user.tags).toEqual({ id: 'cus_1' })
    expect((await client.listUsers({ tags: { id: 'cus_1' } })).users).toEqual([])
    expect((await client.getOrCreateUser({ tags: { id: 'cus_1' } })).user.id).not.toBe(userId)
    await expect(client.deleteUser({ id: userId })).rejects.toMatchObject({ type: 'Forbidden' })
  })
})

describe('get or create', () => {
  it('without discriminateByTags compares all tags, on both sides', async () => {
    const { client } = world
    const { user } = await client.createUser({ tags: { id: 'cus_1', nonce: 'a' } })
    expect((await client.getOrCreateUser({ tags: { nonce: 'a', id: 'cus_1' } })).user.id).toBe(user.id)
    const others: Array<Record<string, string>> = [{ id: 'cus_1' }, { id: 'cus_1', nonce: 'b' }]
    for (const tags of others) {
      const { user: other } = await client.getOrCreateUser({ tags })
      expect(other.id).not.toBe(user.id)
      expect(other.tags).toEqual(tags)
    }
  })

  it('with discriminateByTags compares those only, and changes nothing of what it finds', async () => {
    const { client, botpress } = world
    const by = { discriminateByTags: ['id'] }
    const { user } = await client.getOrCreateUser({ tags: { id: 'cus_1', nonce: 'a' }, ...by, name: 'Ada' })
    const again = await client.getOrCreateUser({ tags: { id: 'cus_1', nonce: 'b' }, ...by, name: 'Bob' })
    expect(again.user).toEqual(user)
    expect((await client.getOrCreateUser({ tags: { id: 'cus_2', nonce: 'a' }, ...by })).user.id).not.toBe(user.id)
    expect(botpress.users).toHaveLength(2)
  })
})

describe('lists of users', () => {
  it('are filtered by tags', async () => {
    const { client } = world
    await client.createUser({ tags: { id: 'cus_1' } })
    const { user } = await client.createUser({ tags: { id: 'cus_2', nonce: 'n' } })
    expect((await client.listUsers({ tags: { id: 'cus_2' } })).users).toEqual([user])
    expect((await client.listUsers({ tags: { id: 'cus_2', nonce: 'x' } })).users).toEqual([])
    await expect(client.listUsers({ tags: { email: 'a' } })).rejects.toMatchObject({ type: 'InvalidQuery' })
  })

  it('come newest first in pages that stay right while users come and go', async () => {
    const { client } = world
    const created: string[] = []
    for (let index = 0; index < 45; index += 1) {
      created.push((await client.createUser({ tags: { id: `cus_${index}` } })).user.id)
    }
    const first = await client.listUsers({})
    expect(first.users).toHaveLength(20)
    await client.createUser({ tags: { id: 'new' } })
    await client.deleteUser({ id: first.users.at(-1)?.id ?? '' })
    const second = await client.listUsers({ nextToken: first.meta.nextToken })
    const third = await client.listUsers({ nextToken: second.meta.nextToken })
    expect(third.meta).toEqual({})
    const ids = [...first.users, ...second.users, ...third.users].map(({ id }) => id)
    expect(ids).toEqual(created.reverse())
    const oldest = await client.listUsers({ sortField: 'createdAt', sortDirection: 'asc' })
    expect(oldest.users[0]?.tags).toEqual({ id: 'cus_0' })
    await expect(client.listUsers({ nextToken: 'x' })).rejects.toMatchObject({ type: 'InvalidQuery', code: 400 })
  })

  it('are limited to a range of dates and to a conversation', async () => {
    const { client, clock } = world
    const { user: early } = await client.createUser({ tags: { id: '1' } })
    clock.advance(10_000)
    const { user: late } = await client.createUser({ tags: { id: '2' } })
    expect((await client.listUsers({ afterDate: early.createdAt })).users).toEqual([late])
    expect((await client.listUsers({ beforeDate: late.createdAt })).users).toEqual([early])
    await expect(client.listUsers({ afterDate: 'yesterday' })).rejects.toMatchObject({ type: 'InvalidQuery' })
    const { conversation } = await client.createConversation({ channel: 'chat', tags: {} })
    await client.addParticipant({ id: conversation.id, userId: late.id })
    expect((await client.listUsers({ conversationId: conversation.id })).users).toEqual([late])
  })
})

describe('users are refused', () => {
  it('with a tag that the definition does not declare', async () => {
    const { client, botpress } = world
    const refusal = { type: 'InvalidPayload', code: 400, message: expect.stringContaining('"email"') }
    const { user } = await client.createUser({ tags: {} })
    const tags = { email: 'a@example.com' }
    await expect(client.createUser({ tags })).rejects.toMatchObject(refusal)
    await expect(client.getOrCreateUser({ tags })).rejects.toMatchObject(refusal)
    await expect(client.updateUser({ id: user.id, tags })).rejects.toMatchObject(refusal)
    const unlisted = client.getOrCreateUser({ tags: {}, discriminateByTags: ['email'] })
    await expect(unlisted).rejects.toMatchObject(refusal)
    expect(botpress.users).toEqual([user])
  })

  it.each([
    ['a tag of 501 characters', { tags: { id: 'x'.repeat(501) } }],
    ['a name of 201 characters', { tags: {}, name: 'x'.repeat(201) }],
    ['a picture URL of 40,001 characters', { tags: {}, pictureUrl: 'x'.repeat(40_001) }],
  ])('with %s', async (_, input) => {
    await expect(world.client.createUser(input)).rejects.toMatchObject({ type: 'InvalidPayload', code: 400 })
  })

  it('when they do not exist', async () => {
    const missing = { type: 'ResourceNotFound', code: 404 }
    await expect(world.client.getUser({ id: unknownId() })).rejects.toMatchObject(missing)
    await expect(world.client.updateUser({ id: 'no user', tags: {} })).rejects.toMatchObject(missing)
    await expect(world.client.deleteUser({ id: unknownId() })).rejects.toMatchObject(missing)
  })
})
