import { describe, expect, it } from 'vitest'
import { createCheckoutSession } from '../../src/actions/create-checkout-session'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { hasAccess } from '../../src/actions/has-access'
import { linkedCustomer, subscribed } from '../support/customers'
import { createEmbedded, type Embedded } from '../support/embedded'
import { payOn } from '../support/pages'

const userId = 'user_ann'
const course = { productName: 'Course', unit_amount: 4900 }

const productOf = async ({ gateway }: Embedded): Promise<string> => (await gateway.products.list()).data[0]?.id ?? ''

describe('a guest who bought by a link', () => {
  it('has it, by product and by price, until it is paid back', async () => {
    const world = createEmbedded()
    await payOn(world, (await world.run(createPaymentLink, { ...course, userId })).url)
    const productId = await productOf(world)
    const [price] = (await world.gateway.prices.list({ product: productId })).data
    const [intent] = (await world.gateway.paymentIntents.list()).data
    const access = { hasAccess: true, via: 'purchase', paymentId: intent?.id }
    expect(await world.run(hasAccess, { productId, userId })).toEqual(access)
    expect(await world.run(hasAccess, { priceId: price?.id, userId })).toEqual(access)
    expect(await world.run(hasAccess, { priceId: 'price_other', userId })).toEqual({ hasAccess: false })
    expect(await world.run(hasAccess, { productId, userId: 'user_bob' })).toEqual({ hasAccess: false })
    await world.gateway.refunds.create({ payment_intent: intent?.id ?? '' })
    expect(await world.run(hasAccess, { productId, userId })).toEqual({ hasAccess: false })
  })
})

describe('a customer', () => {
  it('who bought on a page has it', async () => {
    const world = createEmbedded()
    const customerId = await linkedCustomer(world)
    const { url } = await world.run(createCheckoutSession, { items: [course], customerId })
    const productId = await productOf(world)
    expect(await world.run(hasAccess, { productId, userId })).toEqual({ hasAccess: false })
    await payOn(world, url ?? '')
    expect(await world.run(hasAccess, { productId, userId })).toMatchObject({ hasAccess: true, via: 'purchase' })
  })

  it('who is subscribed has it, until it ends, in one call', async () => {
    const world = createEmbedded()
    const { id, items } = await subscribed(world, await linkedCustomer(world))
    const productId = await productOf(world)
    const calls = await world.requestsOf(async () => {
      expect(await world.run(hasAccess, { productId, userId })).toEqual({
        ...{ hasAccess: true, via: 'subscription', subscriptionId: id, until: items.data[0]?.current_period_end },
      })
    })
    expect(calls).toEqual(['GET /v1/subscriptions'])
    await world.gateway.subscriptions.cancel(id)
    expect(await world.run(hasAccess, { productId, userId })).toEqual({ hasAccess: false })
  })

  it('costs three calls at most, when there is nothing', async () => {
    const world = createEmbedded()
    await linkedCustomer(world)
    const calls = await world.requestsOf(() => world.run(hasAccess, { productId: 'prod_1', userId }))
    expect(calls).toEqual(['GET /v1/subscriptions', 'GET /v1/checkout/sessions', 'GET /v1/payment_intents/search'])
  })
})

it.each([
  [{ userId }, 'invalid_input'],
  [{ userId, productId: 'prod_1', priceId: 'price_1' }, 'invalid_input'],
  [{ userId, productId: 'price_1' }, 'invalid_input'],
  [{ productId: 'prod_1' }, 'not_allowed'],
])('%j: %s', async (input, code) => {
  await expect(createEmbedded().run(hasAccess, input)).rejects.toMatchObject({ code })
})
