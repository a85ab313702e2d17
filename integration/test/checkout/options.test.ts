import type Stripe from 'stripe'
import { beforeEach, describe, expect, it } from 'vitest'
import { createCheckoutSession } from '../../src/actions/create-checkout-session'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { linkedCustomer } from '../support/customers'
import { createEmbedded, type Embedded } from '../support/embedded'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})

const items = [{ productName: 'T-Shirt', unit_amount: 1999 }]
const create = (input: object) => world.run(createCheckoutSession, { items, ...input } as never)
const sessionOf = async (input: object) => world.gateway.checkout.sessions.retrieve((await create(input)).id)
const linkOf = async (input: object) => {
  const { id } = await world.run(createPaymentLink, { items, ...input } as never)
  return world.gateway.paymentLinks.retrieve(id)
}

/** The form that the last session was made by. */
const sent = async (input: object): Promise<Stripe.Checkout.SessionCreateParams> => {
  let params = {}
  const { stripe } = world.tools
  const sessions = Object.create(stripe.checkout.sessions, {
    create: {
      value: (given: object) => {
        params = given
        return stripe.checkout.sessions.create(given)
      },
    },
  })
  const checkout = Object.create(stripe.checkout, { sessions: { value: sessions } })
  const own = { ...world.tools, stripe: Object.create(stripe, { checkout: { value: checkout } }) }
  await createCheckoutSession.handler({ mode: 'payment', chargingInterval: 'month', items, ...input } as never, own)
  return params
}

describe('what a page asks and offers, of a session as of a link', () => {
  it.each<[object, object]>([
    [{ allowPromotionCodes: true }, { allow_promotion_codes: true }],
    [{ automaticTax: true }, { automatic_tax: { enabled: true } }],
    [{ collectBillingAddress: true }, { billing_address_collection: 'required' }],
    [{ collectPhone: true }, { phone_number_collection: { enabled: true } }],
    [{ collectShipping: ['us', 'DE'] }, { shipping_address_collection: { allowed_countries: ['US', 'DE'] } }],
    [{ collectTaxId: true }, { tax_id_collection: { enabled: true } }],
    [{ requireTerms: true }, { consent_collection: { terms_of_service: 'required' } }],
  ])('%j', async (input, expected) => {
    expect(await sessionOf(input)).toMatchObject(expected)
    expect(await linkOf(input)).toMatchObject(expected)
    expect(await sessionOf({})).not.toMatchObject(expected)
  })

  it('ways of sending', async () => {
    const { id } = await world.gateway.shippingRates.create({
      ...{ display_name: 'Post', type: 'fixed_amount', fixed_amount: { amount: 490, currency: 'usd' } },
    })
    const input = { shippingRates: [id], collectShipping: ['US'] }
    expect((await sessionOf(input)).shipping_options).toMatchObject([{ shipping_rate: id, shipping_amount: 490 }])
    expect((await linkOf(input)).shipping_options).toMatchObject([{ shipping_rate: id }])
    await expect(create({ shippingRates: ['shr_none'] })).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each<[object, string]>([
    [{ collectShipping: ['Germany'] }, 'collectShipping[0]'],
    [{ collectShipping: ['US', '1A'] }, 'collectShipping[1]'],
    [{ collectShipping: [] }, 'collectShipping'],
    [{ shippingRates: Array(6).fill('shr_1') }, 'shippingRates'],
  ])('%j is refused', async (input, field) => {
    const error = { code: 'invalid_input', details: { field } }
    await expect(create(input)).rejects.toMatchObject(error)
    await expect(linkOf(input)).rejects.toMatchObject(error)
    expect(world.stripe.count('product', 'test')).toBe(0)
  })
})

describe('what else a session can do', () => {
  it.each<[object, object]>([
    [{ locale: 'pt-BR' }, { locale: 'pt-BR' }],
    [{ submitType: 'book' }, { submit_type: 'book' }],
    [{ invoice: true }, { invoice_creation: { enabled: true } }],
    [{ savePaymentMethod: true }, { customer_creation: 'always' }],
    [{ recovery: true }, { after_expiration: { recovery: { enabled: true, allow_promotion_codes: false } } }],
    [
      { recovery: true, allowPromotionCodes: true },
      { after_expiration: { recovery: { enabled: true, allow_promotion_codes: true } } },
    ],
  ])('%j', async (input, expected) => {
    expect(await sessionOf(input)).toMatchObject(expected)
  })

  it.each<[object, object]>([
    [{ receiptEmail: 'a@example.com' }, { payment_intent_data: { receipt_email: 'a@example.com' } }],
    [{ statementDescriptorSuffix: 'ORDER 42' }, { payment_intent_data: { statement_descriptor_suffix: 'ORDER 42' } }],
    [{ savePaymentMethod: true }, { payment_intent_data: { setup_future_usage: 'off_session' } }],
    [
      { invoice: true, metadata: { order: '42' } },
      { invoice_creation: { enabled: true, invoice_data: { metadata: { order: '42' } } } },
    ],
    [
      { capture: 'manual' },
      {
        metadata: { botpress_announces: 'intent' },
        payment_intent_data: { capture_method: 'manual', metadata: { botpress_announces: 'intent' } },
      },
    ],
  ])('%j reaches what the session leads to', async (input, expected) => {
    expect(await sent(input)).toMatchObject(expected)
  })

  it('of a customer, what is typed on the page is kept where Stripe needs it', async () => {
    const customerId = await linkedCustomer(world)
    const input = { customerId, automaticTax: true, collectShipping: ['US'], collectTaxId: true }
    expect(await sent(input)).toMatchObject({
      ...{ customer: customerId, customer_update: { address: 'auto', shipping: 'auto', name: 'auto' } },
    })
    expect(await sent({ customerId, savePaymentMethod: true })).not.toHaveProperty('customer_creation')
    expect(await sent({ customerId })).not.toHaveProperty('customer_update')
  })

  it('what is not asked for is not sent', async () => {
    const off = {
      allowPromotionCodes: false,
      automaticTax: false,
      invoice: false,
      recovery: false,
      capture: 'automatic',
    }
    expect(Object.keys(await sent(off)).sort()).toEqual([
      ...['line_items', 'metadata', 'mode', 'payment_intent_data', 'success_url'],
    ])
    expect((await sent(off)).payment_intent_data).toEqual({ metadata: expect.any(Object) })
  })

  it('a code that the customer named, in two calls; a coupon for staff', async () => {
    const { id: coupon } = await world.gateway.coupons.create({ percent_off: 50 })
    await world.gateway.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'HALF' })
    await create({})
    const calls = await world.requestsOf(async () => {
      expect((await create({ promotionCode: 'half' })).status).toBe('open')
    })
    expect(calls).toEqual(['GET /v1/promotion_codes', 'POST /v1/checkout/sessions'])
    expect(await sessionOf({ promotionCode: 'HALF' })).toMatchObject({ amount_total: 999 })
    await expect(create({ promotionCode: 'NOTHING' })).rejects.toMatchObject({
      ...{ code: 'invalid_input', details: { field: 'promotionCode' } },
    })
    await expect(create({ couponId: coupon })).rejects.toMatchObject({ code: 'not_allowed' })
  })

  it.each<[object, string]>([
    [{ mode: 'subscription', receiptEmail: 'a@example.com' }, 'receiptEmail'],
    [{ mode: 'subscription', capture: 'manual' }, 'capture'],
    [{ mode: 'subscription', invoice: true }, 'invoice'],
    [{ mode: 'subscription', submitType: 'pay' }, 'submitType'],
    [{ capture: 'manual', invoice: true }, 'invoice'],
    [{ allowPromotionCodes: true, promotionCode: 'HALF' }, 'allowPromotionCodes'],
    [{ currency: 'eur' }, 'currency'],
    [{ locale: 'xx' }, 'locale'],
    [{ receiptEmail: 'nobody' }, 'receiptEmail'],
    [{ statementDescriptorSuffix: '42' }, 'statementDescriptorSuffix'],
    [{ statementDescriptorSuffix: 'Order <42>' }, 'statementDescriptorSuffix'],
    [{ statementDescriptorSuffix: 'Größe' }, 'statementDescriptorSuffix'],
    [{ statementDescriptorSuffix: 'x'.repeat(23) }, 'statementDescriptorSuffix'],
  ])('%j is refused: %s', async (input, field) => {
    await expect(create(input)).rejects.toMatchObject({ code: 'invalid_input', details: { field } })
    expect(world.calls).toEqual([])
  })
})
