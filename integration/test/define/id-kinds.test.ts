import { expect, it } from 'vitest'
import { refuseOtherKinds } from '../../src/define/id-kinds'

it.each<[object, RegExp]>([
  [
    { subscriptionId: 'cus_1' },
    /^subscriptionId: is the ID of a customer \(cus_…\)\. An ID that begins with sub_ is wanted\.$/,
  ],
  [{ items: [{ priceId: 'price_1' }, { priceId: 'prod_1' }] }, /^items\[1\]\.priceId: is the ID of a product/],
  [{ productIds: ['prod_1', 'price_1'] }, /^productIds: is the ID of a price/],
  [{ paymentId: 'in_1' }, /pi_ or ch_ is wanted/],
])('%j is refused', (input, message) => expect(() => refuseOtherKinds(input)).toThrow(message))

it.each([
  { subscriptionId: 'sub_1' },
  { productId: 'my-own-id' },
  { productId: 'bp_1' },
  { productIds: ['bp_1', 'prod_1', 'my-own'] },
  { paymentId: 'ch_1' },
  { note: 'cus_1', list: [null, 5], customerId: 5 },
])('%j passes', (input) => expect(() => refuseOtherKinds(input)).not.toThrow())
