import { beforeEach, describe, expect, it } from 'vitest'
import { createCheckoutSession } from '../../src/actions/create-checkout-session'
import { createTestClock } from '../support/clock'
import { linkedCustomer } from '../support/customers'
import { createEmbedded, type Embedded, TEST_KEY } from '../support/embedded'
import { createInstalled } from '../support/installed'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})

const items = [{ productName: 'T-Shirt', unit_amount: 1999 }]
const ann = { userId: 'user_ann' }
const create = (input: object) => world.run(createCheckoutSession, { items, ...input } as never)
const sessionOf = async (input: object) => world.gateway.checkout.sessions.retrieve((await create(input)).id)
const sessions = () => world.stripe.count('checkout.session', 'test')

describe('who pays', () => {
  it("the chat user's own customer, without another call to Stripe", async () => {
    const customer = await linkedCustomer(world)
    await create(ann)
    const calls = await world.requestsOf(async () => expect((await sessionOf(ann)).customer).toBe(customer))
    expect(calls).toEqual(['POST /v1/checkout/sessions', 'GET /v1/checkout/sessions/:id'])
  })

  it('a guest, when the chat user is no customer, or when an address is given', async () => {
    expect((await sessionOf(ann)).customer).toBeNull()
    await linkedCustomer(world)
    const session = await sessionOf({ ...ann, customerEmail: 'gift@example.com' })
    expect([session.customer, session.customer_email]).toEqual([null, 'gift@example.com'])
  })

  it('the customer that is named: theirs, or nobody’s; never another chat user’s', async () => {
    const mine = await linkedCustomer(world)
    const theirs = await linkedCustomer(world, 'user_bob')
    const { id: free } = await world.gateway.customers.create({ email: 'free@example.com' })
    for (const customerId of [mine, free]) {
      expect((await sessionOf({ ...ann, customerId })).customer).toBe(customerId)
    }
    const before = sessions()
    await expect(create({ ...ann, customerId: theirs })).rejects.toMatchObject({
      ...{ code: 'not_owned', details: { field: 'customerId' } },
    })
    expect(sessions()).toBe(before)
  })

  it('naming a customer does not make them the chat user’s', async () => {
    const { id: customerId } = await world.gateway.customers.create({ email: 'free@example.com' })
    await create({ ...ann, customerId })
    expect(await world.tools.customers.linked('user_ann')).toBeUndefined()
  })

  it('a guest again, when their customer was deleted: who is forgotten', async () => {
    await world.gateway.customers.del(await linkedCustomer(world))
    expect((await sessionOf(ann)).customer).toBeNull()
    expect(await world.requestsOf(() => create(ann))).toEqual(['POST /v1/checkout/sessions'])
  })

  it('a customer that is named and was deleted is told', async () => {
    const { id: customerId } = await world.gateway.customers.create({ email: 'free@example.com' })
    await world.gateway.customers.del(customerId)
    await expect(create({ customerId })).rejects.toMatchObject({ code: 'not_found', details: { field: 'customerId' } })
  })
})

describe('where a token is required', () => {
  const tokenOf = (customerId: string, userId = 'user_ann') =>
    world.tools.identity.tokenFor({ userId, customerId }, 60).token

  beforeEach(() => {
    world = createEmbedded({ guardrails: { requireCustomerToken: true } })
  })

  it('a user ID alone sells to a guest; the token to its holder, who is written on the sale', async () => {
    const customer = await linkedCustomer(world)
    expect((await sessionOf(ann)).customer).toBeNull()
    const session = await sessionOf({ customerToken: tokenOf(customer) })
    expect(session).toMatchObject({ customer, metadata: { botpress_user_id: 'user_ann' } })
  })

  it('a customer cannot be named, nor a card saved, without it', async () => {
    const customerId = await linkedCustomer(world)
    const required = { code: 'customer_token_required' }
    await expect(create({ customerId })).rejects.toMatchObject(required)
    await expect(create({ items: undefined, mode: 'setup', ...ann })).rejects.toMatchObject(required)
    const other = { customerId: 'cus_other', customerToken: tokenOf(customerId) }
    await expect(create(other)).rejects.toMatchObject({ code: 'not_owned', details: { field: 'customerId' } })
    await expect(create({ userId: 'user_bob', customerToken: tokenOf(customerId) })).rejects.toMatchObject({
      code: 'not_owned',
    })
    expect(sessions()).toBe(0)
  })
})

describe('a card to save', () => {
  const setup = (input: object) => create({ items: undefined, mode: 'setup', ...input })

  it("is saved for the chat user's customer, and for one that is named", async () => {
    const customer = await linkedCustomer(world)
    const calls = await world.requestsOf(() => setup(ann))
    expect(calls).toEqual(['POST /v1/checkout/sessions'])
    const { id, url, status } = await setup({ customerId: customer, currency: 'EUR' })
    expect([status, url]).toEqual(['open', expect.stringContaining('/c/pay/')])
    const session = await world.gateway.checkout.sessions.retrieve(id, { expand: ['setup_intent'] })
    expect(session).toMatchObject({ mode: 'setup', customer, currency: 'eur', setup_intent: { customer } })
    expect(world.sold).toEqual([])
  })

  it('of a customer whose metadata names the chat user is found by one search', async () => {
    const metadata = { botpress_user_id: 'user_ann', botpress_bot_id: world.tools.botId }
    await world.gateway.customers.create({ email: 'a@example.com', metadata })
    const calls = await world.requestsOf(() => setup(ann))
    expect(calls).toEqual(['GET /v1/customers/search', 'POST /v1/checkout/sessions'])
  })

  it.each<[object, string, string]>([
    [{}, 'invalid_input', 'customerId'],
    [{ ...ann }, 'customer_unknown', 'userId'],
    [{ ...ann, customerEmail: 'a@example.com' }, 'invalid_input', 'customerEmail'],
    [{ customerId: 'cus_1', items }, 'invalid_input', 'items'],
    [{ customerId: 'cus_1', currency: 'xyz' }, 'invalid_input', 'currency'],
    [{ customerId: 'cus_1', automaticTax: true }, 'invalid_input', 'automaticTax'],
    [{ customerId: 'cus_1', promotionCode: 'LESS' }, 'invalid_input', 'promotionCode'],
    [{ customerId: 'cus_1', savePaymentMethod: true }, 'invalid_input', 'savePaymentMethod'],
    [
      { customerId: 'cus_1', conversationId: 'conv_1', remindMinutesBefore: 30 },
      'invalid_input',
      'remindMinutesBefore',
    ],
    [{ customerId: 'pi_1' }, 'invalid_input', 'customerId'],
  ])('%j: %s of %s', async (input, code, field) => {
    await expect(setup(input)).rejects.toMatchObject({ code, details: { field } })
    expect(sessions()).toBe(0)
  })
})

describe('under an idempotency key', () => {
  it('it is the same page when the chat user became a customer meanwhile, and when the customer was deleted', async () => {
    const key = { ...ann, idempotencyKey: 'order-42', savePaymentMethod: true }
    const first = await create(key)
    const customer = await linkedCustomer(world)
    expect(await create(key)).toEqual(first)
    expect(sessions()).toBe(1)
    const second = await create({ ...key, idempotencyKey: 'order-43' })
    await world.gateway.customers.del(customer)
    await world.tools.customers.unlink(customer, 'user_ann')
    expect(await create({ ...key, idempotencyKey: 'order-43' })).toEqual(second)
    expect(sessions()).toBe(2)
  })

  it('with an end that is counted from now, too', async () => {
    const clock = createTestClock()
    world = createEmbedded({ gatewayClock: clock, clock })
    const key = { ...ann, idempotencyKey: 'order-42', expiresInMinutes: 60 }
    const first = await create(key)
    await linkedCustomer(world)
    clock.jump(90_000)
    expect(await create(key)).toEqual(first)
  })

  it('another sale is another one, and another customer who is named', async () => {
    const key = { ...ann, idempotencyKey: 'order-42' }
    await create(key)
    await linkedCustomer(world)
    await expect(create({ ...key, cancelUrl: 'https://shop.example' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    })
    const [one, other] = [await linkedCustomer(world, 'user_bob'), await linkedCustomer(world, 'user_eve')]
    await create({ customerId: one, idempotencyKey: 'order-44' })
    await expect(create({ customerId: other, idempotencyKey: 'order-44' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    })
  })
})

it('costs one call to Botpress while the chat user is no customer, none when lately asked for one', async () => {
  const installed = await createInstalled()
  await installed.botpress.install({ apiKey: TEST_KEY })
  const { userId } = installed.botpress.grantConversation()
  const operations = async (input: object) => {
    const before = installed.botpress.calls.length
    await installed.botpress.callAction('createCheckoutSession', { items, ...input })
    return installed.botpress.calls.slice(before).map(({ operation }) => operation)
  }
  expect(await operations({})).toEqual([])
  expect(await operations({ userId })).toEqual(['getState'])
  await installed.botpress.callAction('createCustomer', { email: 'a@example.com', userId })
  expect(await operations({ userId })).toEqual([])
  await installed.close()
})
