import { describe, expect, it } from 'vitest'
import { createGuardrails } from '../../src/guardrails/index'

const DAY = 86_400
const usd = (amount: number) => ({ amount, currency: 'usd' })

describe('without a configuration', () => {
  const guardrails = createGuardrails({})
  it('everything can be sold, refunds are of own payments within 30 days, discounts half at most', () => {
    guardrails.checkSum(usd(99_999_999))
    guardrails.checkSold({ priceId: 'price_1', quantity: 999_999 })
    guardrails.checkFreePrice()
    guardrails.checkRefund(usd(500), 0, 30 * DAY)
    guardrails.checkDiscount(50)
    expect(guardrails).toMatchObject({
      refunds: 'own',
      access: 'own',
      requireCustomerToken: false,
      allowedRequests: [],
    })
    expect(() => guardrails.checkRefund(usd(500), 0, 30 * DAY + 1)).toThrow(/30 days/)
    expect(() => guardrails.checkDiscount(51)).toThrow(/50 %/)
    expect(guardrails.isListed({ priceId: 'price_1' })).toBe(true)
    guardrails.checkOpenSum('usd')
    expect(() => guardrails.checkTrial(1)).toThrow(/no free trial/)
    guardrails.checkOfferedTrial(730)
    expect(guardrails.looksAtPrices).toBe(false)
  })
})

describe('with limits', () => {
  const guardrails = createGuardrails({
    ...{ allowedCurrencies: ['USD', ' eur '], allowedProducts: ['T-Shirt', 'prod_1'], allowedPrices: ['price_1'] },
    ...{ largestAmounts: [{ currency: 'USD', amount: '500.00' }], largestQuantity: 10, largestDiscountPercent: 0 },
    largestTrialDays: 14,
    ...{ refunds: 'any' as const, refundDays: 0, largestRefunds: [{ currency: 'usd', amount: '20' }] },
  })
  it('allows what is within', () => {
    guardrails.checkSum(usd(50_000))
    guardrails.checkSum({ amount: 9_999_999, currency: 'eur' })
    for (const sold of [{ priceId: 'price_1', quantity: 10 }, { productName: 'T-Shirt' }, { productId: 'prod_1' }]) {
      guardrails.checkSold(sold)
    }
    guardrails.checkRefund(usd(2000), 0, 4000 * DAY)
    guardrails.checkDiscount(0)
    guardrails.checkTrial(14)
    guardrails.checkOfferedTrial(14)
    guardrails.checkOfferedTrial(undefined)
    guardrails.checkOpenSum('eur')
    expect(guardrails.looksAtPrices).toBe(true)
  })
  it.each<[string, () => void, string]>([
    ['a currency', () => guardrails.checkSum({ amount: 5, currency: 'jpy' }), 'usd, eur only'],
    ['an amount', () => guardrails.checkSum(usd(50_001)), 'largestAmounts'],
    ['a product', () => guardrails.checkSold({ productName: 'Car' }), 'allowedProducts'],
    ['a price', () => guardrails.checkSold({ priceId: 'price_2' }), 'allowedPrices'],
    ['a price of its own', () => guardrails.checkFreePrice(), 'allowedPrices'],
    ['a quantity', () => guardrails.checkSold({ priceId: 'price_1', quantity: 11 }), 'largestQuantity'],
    ['a discount', () => guardrails.checkDiscount(1), 'largestDiscountPercent'],
    ['a trial', () => guardrails.checkTrial(14.1), 'largestTrialDays'],
    ['a trial on a page', () => guardrails.checkOfferedTrial(15), 'largestTrialDays'],
    ['a price whose sum is not known', () => guardrails.checkOpenSum('usd'), 'largestAmounts'],
    ['a refund', () => guardrails.checkRefund(usd(2001), 0, 0), 'largestRefunds'],
  ])('refuses %s, naming the setting', (_, work, setting) => {
    expect(work).toThrow(setting)
    expect(work).toThrow(expect.objectContaining({ code: 'not_allowed' }))
  })
})

it('refunds can be switched off', () => {
  expect(() => createGuardrails({ refunds: 'off' }).checkRefund(usd(1), 0, 0)).toThrow(/may not refund/)
})

it('a live key is refused in test mode only', () => {
  const guardrails = createGuardrails({ testModeOnly: true })
  guardrails.checkMode({ livemode: false })
  expect(() => guardrails.checkMode({ livemode: true })).toThrow(/testModeOnly/)
})

it.each([
  { largestAmounts: [{ currency: 'xyz', amount: '5' }] },
  { largestRefunds: [{ currency: 'usd', amount: 'much' }] },
])('%j is a mistake of the configuration', (configuration) => {
  expect(() => createGuardrails(configuration)).toThrow(expect.objectContaining({ code: 'invalid_configuration' }))
})

it('empty fields of a form are no settings', () => {
  const empty = { refunds: null, access: null, refundDays: null, largestQuantity: null, allowedPrices: null }
  expect(createGuardrails(empty as never)).toMatchObject({ refunds: 'own', access: 'own', hasList: false })
})

describe('an amount off', () => {
  it('is as large as it is of the smallest purchase', () => {
    const guardrails = createGuardrails({ largestDiscountPercent: 20 })
    guardrails.checkDiscountAmount(usd(1000), usd(5000))
    for (const minimum of [undefined, usd(4999), usd(0), { amount: 5000, currency: 'eur' }]) {
      expect(() => guardrails.checkDiscountAmount(usd(1000), minimum)).toThrow(/largestDiscountPercent/)
    }
  })
  it('is free where any discount is', () => {
    createGuardrails({ largestDiscountPercent: 100 }).checkDiscountAmount(usd(1000), undefined)
  })
})

it('what is not on the list is not listed', () => {
  const { isListed } = createGuardrails({ allowedProducts: ['T-Shirt'], allowedPrices: ['price_1'] })
  expect([{ productName: 'T-Shirt' }, { priceId: 'price_1' }, { productId: 'prod_2' }].map(isListed)).toEqual([
    ...[true, true, false],
  ])
})
