import { expect, it } from 'vitest'
import { listSubscriptions } from '../../src/actions/list-subscriptions'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded } from '../support/embedded'

it("lists a chat user's own, page by page, one call a page", async () => {
  const world = createEmbedded()
  const ann = await linkedCustomer(world)
  await subscribed(world, await linkedCustomer(world, 'user_bob'))
  const ids = [await subscribed(world, ann), await subscribed(world, ann)].map(({ id }) => id)
  const calls = await world.requestsOf(async () => {
    const first = await world.run(listSubscriptions, { userId: 'user_ann', limit: 1 })
    const second = await world.run(listSubscriptions, { userId: 'user_ann', limit: 1, nextToken: first.nextToken })
    expect([...first.subscriptions, ...second.subscriptions].map(({ id }) => id)).toEqual(ids.reverse())
    expect(second.nextToken).toBeUndefined()
  })
  expect(calls).toEqual(['GET /v1/subscriptions', 'GET /v1/subscriptions'])
})

it('a chat user who is no customer has none', async () => {
  const world = createEmbedded()
  await subscribed(world, await linkedCustomer(world, 'user_bob'))
  expect(await world.run(listSubscriptions, { userId: 'user_ann' })).toEqual({ subscriptions: [] })
})

it('canceled ones are asked for', async () => {
  const world = createEmbedded()
  const { id } = await subscribed(world, await linkedCustomer(world))
  await world.gateway.subscriptions.cancel(id)
  const list = async (status?: 'all') =>
    (await world.run(listSubscriptions, { userId: 'user_ann', status })).subscriptions
  expect([(await list()).length, (await list('all')).map((one) => [one.id, one.status])]).toEqual([
    0,
    [[id, 'canceled']],
  ])
})
