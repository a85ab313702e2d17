import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

test('a link of several items, whose quantities change', async () => {
  const { stripe, price, pay } = createShop()
  const price_data = { currency: 'usd', unit_amount: 500, product_data: { name: 'Inline' } }
  const link = await stripe.paymentLinks.create({
    line_items: [
      { price: (await price(1000)).id, quantity: 1 },
      { price_data, quantity: 2 },
    ],
  })
  const { data } = await stripe.paymentLinks.listLineItems(link.id)
  await stripe.paymentLinks.update(link.id, { line_items: [{ id: data[1]?.id ?? '', quantity: 3 }] })
  await pay(link.url)
  expect((await stripe.charges.list()).data[0]?.amount).toBe(2500)
  const error = await failure(stripe.paymentLinks.update(link.id, { line_items: [{ id: 'li_none', quantity: 1 }] }))
  expect([error.code, error.param]).toEqual(['resource_missing', 'line_items[0][id]'])
})

test('a link asks what it is to ask, takes codes, and thanks in the seller’s words', async () => {
  const { stripe, link, open, pay, sandbox } = createShop()
  const { url, id } = await link({
    ...{ allow_promotion_codes: true, phone_number_collection: { enabled: true } },
    after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'See you soon' } },
  })
  const { id: coupon } = await stripe.coupons.create({ amount_off: 999, currency: 'usd' })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'LESS' })
  const page = await open(`${url}?prefilled_promo_code=less`)
  expect((await pay(page)).text).toContain('Phone: please fill this in.')
  expect((await pay(page, undefined, { phone: '+15550100' })).status).toBe(303)
  expect(await (await sandbox.fetch(new Request(page))).text()).toContain('See you soon')
  const [session] = (await stripe.checkout.sessions.list({ payment_link: id, status: 'complete' })).data
  expect(session).toMatchObject({ amount_total: 1000, customer_details: { phone: '+15550100' } })
})

test('a link that is used up is opened again by a larger limit', async () => {
  const { stripe, link, pay, sandbox } = createShop()
  const { url, id } = await link({ restrictions: { completed_sessions: { limit: 1 } } })
  await pay(url)
  const updated = await stripe.paymentLinks.update(id, {
    ...{ active: true, restrictions: { completed_sessions: { limit: 2 } } },
    after_completion: { type: 'redirect', redirect: { url: 'https://shop.example/{CHECKOUT_SESSION_ID}' } },
  })
  expect(updated).toMatchObject({ active: true, restrictions: { completed_sessions: { count: 1, limit: 2 } } })
  const paid = await pay(url)
  expect((await sandbox.fetch(new Request(paid.page))).headers.get('location')).toMatch(
    /^https:\/\/shop\.example\/cs_test_/
  )
  expect((await stripe.paymentLinks.retrieve(id)).active).toBe(false)
})

test.each([
  [{ restrictions: { completed_sessions: { limit: 0 } } }, 'restrictions[completed_sessions][limit]'],
  [{ after_completion: { type: 'redirect' as const } }, 'after_completion[redirect]'],
  [
    { after_completion: { type: 'redirect' as const, redirect: { url: 'nowhere' } } },
    'after_completion[redirect][url]',
  ],
])('a link with %j is refused', async (params, param) => {
  const { link } = createShop()
  const error = await failure(link(params))
  expect([error.statusCode, error.param]).toEqual([400, param])
})

test('metadata of what a link leads to is replaced as a whole; ten of its items are expanded', async () => {
  const { stripe, price } = createShop()
  const plan = await stripe.prices.create({
    ...{ currency: 'usd', unit_amount: 900, recurring: { interval: 'month' }, product_data: { name: 'Club' } },
  })
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: plan.id, quantity: 1 }],
    subscription_data: { description: 'Club', metadata: { order: '1', old: 'x' } },
  })
  const updated = await stripe.paymentLinks.update(link.id, { subscription_data: { metadata: { order: '2' } } })
  expect(updated.subscription_data).toMatchObject({ description: 'Club', metadata: { order: '2' } })
  expect(updated.subscription_data?.metadata).not.toHaveProperty('old')
  const prices = await Promise.all(Array.from({ length: 11 }, () => price(1000)))
  const long = await stripe.paymentLinks.create({ line_items: prices.map(({ id }) => ({ price: id, quantity: 1 })) })
  const { line_items: items } = await stripe.paymentLinks.retrieve(long.id, { expand: ['line_items'] })
  expect([items?.data.length, items?.has_more]).toEqual([10, true])
})
