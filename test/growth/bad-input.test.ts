import { beforeEach, describe, expect, it } from 'vitest'
import { createPaymentLink } from '../../integration/src/actions/create-payment-link'
import { createSubsLink } from '../../integration/src/actions/create-subs-link'
import { listProductPrices } from '../../integration/src/actions/list-product-prices'
import { currencies } from './support/currencies'
import { type Account, accountOf, coldInstance } from './support/rows'

/** Accounts as nobody would make them, and as they are found: right answers or clear errors, in as many calls as ever. */

const MOST_CALLS = 5

let account: Account
beforeEach(() => {
  account = accountOf(0)
})

/** The work of a process that has just started, with a bound on its calls. */
const cold = async <T>(input: object, action: typeof createPaymentLink = createPaymentLink): Promise<T> => {
  const world = coldInstance(account)
  try {
    return (await world.run(action, input as never)) as T
  } finally {
    expect(world.calls.length).toBeLessThanOrEqual(MOST_CALLS)
  }
}

const link = (input: object) => cold<{ id: string }>(input)
const shop = () => coldInstance(account).gateway

const priceOf = async (id: string) => {
  const { data } = await shop().paymentLinks.listLineItems(id)
  return data[0]?.price
}

const product = (name: string) => shop().products.create({ name })

describe('5,000 products of one name', () => {
  beforeEach(() => account.stripe.fill({ products: 5_000, productName: 'Car' }))

  it('with an amount: one of them gets the price, once', async () => {
    const first = await priceOf((await link({ productName: 'Car', unit_amount: 700 })).id)
    const second = await priceOf((await link({ productName: 'Car', unit_amount: 700 })).id)
    expect(first).toMatchObject({ unit_amount: 700, currency: 'usd' })
    expect(second?.id).toBe(first?.id)
    expect([account.stripe.count('product', 'test'), account.stripe.count('price', 'test')]).toEqual([5_000, 1])
  })

  it('without: it says that there are too many to choose from', async () => {
    await expect(link({ productName: 'Car' })).rejects.toMatchObject({
      ...{ code: 'product_ambiguous', details: { field: 'productName' } },
      sentence: expect.stringMatching(/At least 100 products are named "Car".*Give unit_amount/),
    })
  })
})

describe('10,000 prices on one product', () => {
  beforeEach(() => account.stripe.fill({ products: 1, productName: 'Car', prices: 10_000 }))

  it.each([
    ['among the newest hundred of its kind', 1_000 + 998, 10_000],
    ['beyond them: made once, with our lookup key', 1_002, 10_001],
    ['not there: made once', 50, 10_001],
  ])('%s', async (_, unit_amount, prices) => {
    for (let call = 0; call < 3; call++) {
      const { id } = await link({ productName: 'Car', unit_amount })
      expect(await priceOf(id)).toMatchObject({ unit_amount, currency: 'usd', type: 'one_time' })
    }
    expect([account.stripe.count('product', 'test'), account.stripe.count('price', 'test')]).toEqual([1, prices])
  })

  it('the same by the month', async () => {
    const subscribe = () => cold({ productName: 'Car', unit_amount: 1_999 }, createSubsLink as never)
    await subscribe()
    await subscribe()
    expect(account.stripe.count('price', 'test')).toBe(10_000)
  })

  it('without an amount: the default price, however old; without one, a clear error', async () => {
    await expect(link({ productName: 'Car' })).rejects.toMatchObject({
      ...{ code: 'price_not_found', sentence: expect.stringContaining('several prices that fit') },
    })
    const [car] = (await shop().products.list()).data
    const prices = await shop().prices.list({ limit: 100, type: 'one_time' }).autoPagingToArray({ limit: 5_000 })
    const oldest = prices.at(-1)
    await shop().products.update(car?.id ?? '', { default_price: oldest?.id ?? '' })
    expect((await priceOf((await link({ productName: 'Car' })).id))?.id).toBe(oldest?.id)
  })
})

describe('names of 5,000 characters', () => {
  it('are refused by name and limit, before Stripe is asked', async () => {
    const world = coldInstance(account)
    const productName = 'x'.repeat(5_000)
    for (const action of [createPaymentLink, createSubsLink]) {
      await expect(world.run(action, { productName, unit_amount: 700 })).rejects.toMatchObject({
        ...{ code: 'invalid_input', details: { field: 'productName' }, sentence: expect.stringContaining('250') },
      })
    }
    expect(world.calls).toEqual([])
  })

  it('in the account do no harm, and are listed as they are', async () => {
    const long = `Car${'x'.repeat(4_997)}`
    const { id } = await product(long)
    await shop().prices.create({ product: id, currency: 'usd', unit_amount: 700 })
    const sold = await priceOf((await link({ productName: 'Car', unit_amount: 700 })).id)
    expect(sold?.product).not.toBe(id)
    const { products } = await coldInstance(account).run(listProductPrices, {})
    expect(products[id]?.name).toBe(long)
  })
})

describe('only archived prices', () => {
  beforeEach(async () => {
    const { id } = await product('Car')
    for (let count = 0; count < 120; count++) {
      await shop().prices.create({ product: id, currency: 'usd', unit_amount: 700, active: false })
    }
  })

  it('with an amount: a new one is made, on the same product', async () => {
    expect(await priceOf((await link({ productName: 'Car', unit_amount: 700 })).id)).toMatchObject({ active: true })
    expect([account.stripe.count('product', 'test'), account.stripe.count('price', 'test')]).toEqual([1, 121])
  })

  it('without: it says that there is none', async () => {
    await expect(link({ productName: 'Car' })).rejects.toMatchObject({
      ...{ code: 'price_not_found', sentence: expect.stringContaining('It has no active price.') },
    })
  })
})

describe('a hundred currencies', () => {
  beforeEach(async () => {
    const { id } = await product('Car')
    for (const currency of currencies) await shop().prices.create({ product: id, currency, unit_amount: 100_000 })
  })

  it('the one asked for is sold', async () => {
    expect(currencies).toHaveLength(100)
    for (const currency of ['eur', 'jpy', 'kwd', 'zmw']) {
      const priced = await priceOf((await link({ productName: 'Car', currency, unit_amount: 100_000 })).id)
      const unpriced = await priceOf((await link({ productName: 'Car', currency })).id)
      expect([priced?.currency, unpriced?.currency]).toEqual([currency, currency])
    }
    expect(account.stripe.count('price', 'test')).toBe(100)
  })

  it('without a currency and an amount: it says that several fit, and names some', async () => {
    const error = await link({ productName: 'Car' }).catch((reason) => reason)
    expect(error).toMatchObject({ code: 'price_not_found' })
    expect(error.sentence).toContain('several prices that fit')
    expect(error.sentence.length).toBeLessThan(1_000)
  })
})
