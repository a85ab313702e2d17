import { afterEach, beforeEach, expect, it } from 'vitest'
import { TEST_KEY } from './support/embedded'
import { createInstalled, type Installed } from './support/installed'

let world: Installed
let ann: { conversationId: string; userId: string }
let bob: { conversationId: string; userId: string }
beforeEach(async () => {
  world = await createInstalled()
  await world.botpress.install({ apiKey: TEST_KEY })
  const place = () => {
    const { conversationId, userId } = world.botpress.grantConversation()
    return { conversationId, userId }
  }
  ;[ann, bob] = [place(), place()]
})
afterEach(() => world.close())

const call = (action: string, input: object) => world.botpress.callAction(action, input)
const email = 'ann@example.com'

/** The chat user who is told when something happens to a customer. */
const toldOf = async (customer: string): Promise<unknown> => {
  const method = await world.shop().paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  const params = { amount: 500, currency: 'usd', customer, confirm: true, payment_method: method.id }
  await world
    .shop()
    .paymentIntents.create(params)
    .catch(() => undefined)
  await world.stripe.settled()
  return world.botpress.events.findLast(({ type }) => type === 'chargeFailed')?.userId
}

it('a customer that is created for a chat user is theirs', async () => {
  const { output } = await call('createOrRetrieveCustomer', { email, ...ann })
  const { id } = (output as { customer: { id: string } }).customer
  expect(await toldOf(id)).toBe(ann.userId)
  expect((await call('listSubscriptions', { userId: ann.userId })).output).toEqual({ subscriptions: [] })
})

it('whoever knows the address of an existing customer is not told of them', async () => {
  const { id } = await world.shop().customers.create({ email })
  await call('createOrRetrieveCustomer', { email, ...bob })
  expect(await toldOf(id)).not.toBe(bob.userId)
})

it('a customer who is one chat user does not become another by the way', async () => {
  const { output } = await call('createCustomer', { email, ...ann })
  const { id } = (output as { customer: { id: string } }).customer
  const mug = { items: [{ productName: 'Mug', unit_amount: 500 }], customerId: id, ...bob }
  await expect(call('createCheckoutSession', mug)).rejects.toThrow('not_owned')
  expect(await toldOf(id)).toBe(ann.userId)
})

it('a customer who was only named for a page is tied to nobody by what becomes of it', async () => {
  const { id: customerId } = await world.shop().customers.create({ email })
  const mug = { items: [{ productName: 'Mug', unit_amount: 500 }] }
  const { output } = await call('createCheckoutSession', { ...mug, customerId, ...bob })
  await call('expireCheckoutSession', { id: (output as { id: string }).id })
  await world.stripe.settled()
  expect(world.botpress.events.map(({ type }) => type)).toEqual(['paymentExpired'])
  expect(await toldOf(customerId)).not.toBe(bob.userId)
})
