import { beforeEach, describe, expect, it } from 'vitest'
import { createCustomer } from '../../src/actions/create-customer'
import { createEmbedded, type Embedded } from '../support/embedded'

let world: Embedded
beforeEach(() => {
  world = createEmbedded()
})
const create = async (input: object) => (await world.run(createCustomer, input as never)).customer

describe('createCustomer', () => {
  it('creates a customer with everything, in one call', async () => {
    const requests = await world.requestsOf(async () => {
      expect(
        await create({ email: 'a@example.com', name: 'Ann', phone: '+15550100', description: 'Likes tea' })
      ).toMatchObject({
        id: expect.stringMatching(/^cus_/),
        email: 'a@example.com',
        name: 'Ann',
        phone: '+15550100',
        description: 'Likes tea',
      })
    })
    expect(requests).toEqual(['POST /v1/customers'])
  })

  it.each([
    ['1 Main Street, Springfield', { line1: '1 Main Street, Springfield' }],
    [
      '{"line1": "1 Main", "city": "Springfield", "postal_code": 12345, "line2": null}',
      { line1: '1 Main', city: 'Springfield', postal_code: '12345' },
    ],
    ['[1, 2]', { line1: '[1, 2]' }],
    ['{not json', { line1: '{not json' }],
    ['"text"', { line1: '"text"' }],
  ])('reads the address %s', async (address, expected) => {
    expect((await create({ email: 'a@example.com', address })).address).toMatchObject(expected)
  })

  it.each(['{"street": "1 Main"}', '{"line1": {"x": 1}}', '{}'])('refuses the address %s', async (address) => {
    await expect(create({ email: 'a@example.com', address })).rejects.toMatchObject({ details: { field: 'address' } })
    expect(world.calls).toEqual([])
  })

  it('attaches a payment method', async () => {
    const { id } = await create({ email: 'a@example.com', paymentMethodId: 'pm_card_visa' })
    const { data } = await world.gateway.customers.listPaymentMethods(id)
    expect(data.map(({ card }) => card?.last4)).toEqual(['4242'])
  })

  it('a payment method that cannot be attached: what the bank says, with a sentence for the customer', async () => {
    await expect(
      create({ email: 'a@example.com', paymentMethodId: 'pm_card_visa_chargeDeclined' })
    ).rejects.toMatchObject({
      code: 'payment_declined',
      details: { customerMessage: expect.stringContaining('declined') },
    })
    expect(world.stripe.count('customer', 'test')).toBe(0)
  })

  it.each([
    [{}, 'email'],
    [{ email: 'nobody' }, 'email'],
    [{ email: `${'x'.repeat(510)}@example.com` }, 'email'],
    [{ email: 'a@example.com', name: 'x'.repeat(300) }, 'name'],
    [{ email: 'a@example.com', name: 'y'.repeat(10_000_000) }, 'name'],
    [{ email: 'a@example.com', name: 5 }, 'name'],
  ])('refuses bad input, case %#', async (input, field) => {
    await expect(create(input)).rejects.toMatchObject({ details: { field } })
    expect(world.calls).toEqual([])
  })

  it('makes one customer under one idempotency key, and another when that one was deleted', async () => {
    const input = { email: 'a@example.com', idempotencyKey: 'form-7' }
    const first = await create(input)
    expect((await create(input)).id).toBe(first.id)
    await world.gateway.customers.del(first.id)
    const second = await create(input)
    expect(second.id).not.toBe(first.id)
    expect((await create(input)).id).toBe(second.id)
    expect(world.stripe.count('customer', 'test')).toBe(1)
  })
})
