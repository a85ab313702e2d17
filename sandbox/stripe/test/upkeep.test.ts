import { expect, test } from 'vitest'
import { createClub } from './support/customers'
import { createShop, failure } from './support/shop'

test('a product changes in each field, and only to a price of its own', async () => {
  const { stripe, types, clock } = createShop()
  const product = await stripe.products.create({
    ...{
      name: 'Mug',
      images: ['https://shop.example/1.png'],
      default_price_data: { currency: 'usd', unit_amount: 900 },
    },
  })
  const second = await stripe.prices.create({ currency: 'usd', unit_amount: 950, product: product.id, nickname: 'new' })
  await clock.advance(1000)
  const updated = await stripe.products.update(product.id, {
    ...{ name: 'Cup', description: 'Large', images: '', active: false, default_price: second.id, metadata: { a: '1' } },
  })
  expect(updated).toMatchObject({
    ...{ name: 'Cup', description: 'Large', images: [], active: false, default_price: second.id, metadata: { a: '1' } },
    updated: product.updated + 1,
  })
  const count = (await types()).length
  await stripe.products.update(product.id, { name: 'Cup' })
  expect(await types()).toHaveLength(count)
  const other = await stripe.prices.create({ currency: 'usd', unit_amount: 1, product_data: { name: 'Other' } })
  const wrong = await failure(stripe.products.update(product.id, { default_price: other.id }))
  expect([wrong.statusCode, wrong.param]).toEqual([400, 'default_price'])
  expect((await stripe.products.update(product.id, { description: '' })).description).toBeNull()
})

test('products are listed by what they are; one with prices is archived, not deleted', async () => {
  const { stripe } = createShop()
  const first = await stripe.products.create({ name: 'A', url: 'https://shop.example/a' })
  const second = await stripe.products.create({ name: 'B', default_price_data: { currency: 'usd', unit_amount: 1 } })
  await stripe.products.update(second.id, { active: false })
  const names = async (params: object) => (await stripe.products.list(params)).data.map(({ name }) => name)
  expect(await names({ active: true })).toEqual(['A'])
  expect(await names({ ids: [second.id] })).toEqual(['B'])
  expect(await names({ url: 'https://shop.example/a' })).toEqual(['A'])
  expect((await failure(stripe.products.del(second.id))).message).toBe(
    'This product cannot be deleted because it has one or more user-created prices.'
  )
  expect(await stripe.products.del(first.id)).toMatchObject({ deleted: true })
  const archived = await failure(stripe.prices.update(String(second.default_price), { active: false }))
  expect([archived.statusCode, archived.param]).toEqual([400, 'active'])
})

test('a price gets another name and takes a lookup key over', async () => {
  const { stripe, price } = createShop()
  const [first, second] = [await price(100), await price(200)]
  await stripe.prices.update(first.id, { lookup_key: 'standard', nickname: 'Old' })
  expect((await failure(stripe.prices.update(second.id, { lookup_key: 'standard' }))).param).toBe('lookup_key')
  await stripe.prices.update(second.id, { lookup_key: 'standard', transfer_lookup_key: true, metadata: { a: '1' } })
  expect((await stripe.prices.list({ lookup_keys: ['standard'] })).data.map(({ id }) => id)).toEqual([second.id])
  expect((await stripe.prices.update(first.id, { active: false })).active).toBe(false)
})

test('a customer’s default is a method of the customer’s own', async () => {
  const { stripe, customer } = await createClub()
  const loose = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
  const settings = { invoice_settings: { default_payment_method: loose.id } }
  expect(await failure(stripe.customers.update(customer, settings))).toMatchObject({
    ...{ statusCode: 400, code: 'resource_missing', param: 'invoice_settings[default_payment_method]' },
    message: `The customer does not have a payment method with the ID ${loose.id}. The payment method must be attached to the customer.`,
  })
  await stripe.paymentMethods.attach(loose.id, { customer })
  const updated = await stripe.customers.update(customer, {
    ...{ ...settings, tax_exempt: 'reverse', balance: -500, address: { country: 'DE', city: 'Berlin' }, phone: '+491' },
  })
  expect(updated).toMatchObject({
    ...{ tax_exempt: 'reverse', balance: -500, phone: '+491', address: { country: 'DE', line1: null } },
    invoice_settings: { default_payment_method: loose.id },
  })
})

test('a method that is let go of is not charged, and not kept again', async () => {
  const { stripe, customer, subscribe } = await createClub()
  const [method] = (await stripe.customers.listPaymentMethods(customer, { type: 'card' })).data
  const id = method?.id ?? ''
  expect(await stripe.customers.retrievePaymentMethod(customer, id)).toMatchObject({ id, customer })
  const stranger = await stripe.customers.create({})
  expect((await failure(stripe.customers.retrievePaymentMethod(stranger.id, id))).code).toBe('resource_missing')
  const subscription = await subscribe(1000, { default_payment_method: id })
  expect((await stripe.customers.listPaymentMethods(customer, { type: 'us_bank_account' })).data).toEqual([])
  expect((await stripe.paymentMethods.detach(id)).customer).toBeNull()
  expect(await stripe.customers.retrieve(customer)).toMatchObject({
    invoice_settings: { default_payment_method: null },
  })
  expect((await stripe.subscriptions.retrieve(subscription.id)).default_payment_method).toBeNull()
  expect((await failure(stripe.paymentMethods.detach(id))).statusCode).toBe(400)
  expect((await failure(stripe.paymentMethods.attach(id, { customer }))).message).toContain('may not be used again')
})

test('a deleted customer’s subscriptions end', async () => {
  const { stripe, customer, subscribe, types } = await createClub()
  const subscription = await subscribe(1000)
  await stripe.customers.del(customer)
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe('canceled')
  expect((await types()).slice(-2)).toEqual(['customer.subscription.deleted', 'customer.deleted'])
})
