import { beforeEach, expect, it } from 'vitest'
import { createSubsLink } from '../../src/actions/create-subs-link'
import { createEmbedded, type Embedded } from '../support/embedded'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})

const create = (input: object) => world.run(createSubsLink, input as never)
const linkOf = async (input: object) => {
  const { id } = await create(input)
  const link = await world.gateway.paymentLinks.retrieve(id, { expand: ['line_items'] })
  return { link, price: link.line_items?.data[0]?.price }
}

it('matches amount, currency and interval', async () => {
  const monthly = await linkOf({ productName: 'Club', unit_amount: 900 })
  const yearly = await linkOf({ productName: 'Club', unit_amount: 900, chargingInterval: 'year' })
  const again = await linkOf({ productName: 'Club', unit_amount: 900, currency: 'USD', chargingInterval: 'year' })
  expect(monthly.price?.recurring).toMatchObject({ interval: 'month', interval_count: 1 })
  expect(yearly.price?.recurring).toMatchObject({ interval: 'year', interval_count: 1 })
  expect(again.price?.id).toBe(yearly.price?.id)
  expect([world.stripe.count('product', 'test'), world.stripe.count('price', 'test')]).toEqual([1, 2])
})

it.each([
  [{}, null],
  [{ description: 'A bag every month' }, { description: 'A bag every month', trial_period_days: null }],
  [{ trial_period_days: 14 }, { description: null, trial_period_days: 14 }],
  [
    { description: 'A bag every month', trial_period_days: 14 },
    { description: 'A bag every month', trial_period_days: 14 },
  ],
])('gives the subscription its description and its trial: %j', async (input, data) => {
  const { link } = await linkOf({ productName: 'Club', unit_amount: 900, ...input })
  if (data) expect(link.subscription_data).toMatchObject(data)
  expect(link.subscription_data?.description ?? null).toBe(data?.description ?? null)
})

it('without an amount uses the price of the asked interval only, and never sells for nothing', async () => {
  const product = await world.gateway.products.create({ name: 'Club' })
  const recurring = { interval: 'year' as const }
  await world.gateway.prices.create({ product: product.id, currency: 'usd', unit_amount: 9900, recurring })
  await expect(create({ productName: 'Club' })).rejects.toMatchObject({
    code: 'price_not_found',
    sentence: expect.stringContaining('$99.00 every year'),
  })
  const { price } = await linkOf({ productName: 'Club', chargingInterval: 'year' })
  expect(price?.unit_amount).toBe(9900)
})

it('never picks a price for every three months, a metered or a tiered one', async () => {
  const product = await world.gateway.products.create({ name: 'Club' })
  const base = { product: product.id, currency: 'usd', unit_amount: 900 }
  const quarterly = { interval: 'month' as const, interval_count: 3 }
  await world.gateway.prices.create({ ...base, recurring: quarterly })
  const { price } = await linkOf({ productName: 'Club', unit_amount: 900 })
  expect(price?.recurring?.interval_count).toBe(1)
})

it.each([
  [{ chargingInterval: 'fortnight' }, 'chargingInterval'],
  [{ trial_period_days: 0 }, 'trial_period_days'],
  [{ trial_period_days: 1.5 }, 'trial_period_days'],
  [{ trial_period_days: 731 }, 'trial_period_days'],
  [{ unit_amount: 0 }, 'unit_amount'],
])('refuses %j, naming %s', async (input, field) => {
  await expect(create({ productName: 'Club', unit_amount: 900, ...input })).rejects.toMatchObject({
    code: 'invalid_input',
    details: { field },
  })
  expect(world.calls).toEqual([])
})

it('several things are charged together; what is paid once goes on the first invoice', async () => {
  const fee = await world.gateway.prices.create({
    currency: 'usd',
    unit_amount: 2500,
    product_data: { name: 'Set-up' },
  })
  const club = { productName: 'Club', amount: '9', quantity: 2 }
  const items = [club, { productName: 'Magazine', unit_amount: 400 }, { priceId: fee.id }]
  const { id } = await create({ items, chargingInterval: 'year', redirectUrl: 'https://shop.example' })
  const { data } = await world.gateway.paymentLinks.listLineItems(id)
  expect(data.map(({ price, amount_total }) => [price?.recurring?.interval, amount_total])).toEqual([
    ['year', 1800],
    ['year', 400],
    [undefined, 2500],
  ])
  expect((await world.gateway.paymentLinks.retrieve(id)).after_completion.redirect?.url).toBe('https://shop.example')
})

it('is within what the configuration lets the bot sell', async () => {
  world = createEmbedded({ guardrails: { largestAmounts: [{ currency: 'usd', amount: '20' }] } })
  await create({ productName: 'Club', amount: '20' })
  await expect(create({ productName: 'Club', amount: '20.01' })).rejects.toMatchObject({
    ...{ code: 'not_allowed', details: { field: 'unit_amount' } },
  })
  expect(world.stripe.count('payment_link', 'test')).toBe(1)
})

it('a trial may be as long as the configuration says, if it says so', async () => {
  const limited = createEmbedded({ guardrails: { largestTrialDays: 14 } })
  const club = { productName: 'Club', unit_amount: 900 }
  await expect(limited.run(createSubsLink, { ...club, trial_period_days: 15 } as never)).rejects.toMatchObject({
    code: 'not_allowed',
    details: { field: 'trial_period_days' },
  })
  expect(limited.calls).toEqual([])
  expect(await limited.run(createSubsLink, { ...club, trial_period_days: 14 } as never)).toMatchObject({
    url: expect.stringContaining('http'),
  })
})
