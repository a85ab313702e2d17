import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createShop, failure } from './support/shop'

const iban = (stripe: Stripe, iban: string) =>
  stripe.paymentMethods.create({
    ...{ type: 'sepa_debit', sepa_debit: { iban } },
    billing_details: { email: 'payer@example.com', name: 'Payer' },
  })

const pay = async (stripe: Stripe, account: string) =>
  stripe.paymentIntents.create({
    ...{ amount: 1000, currency: 'eur', confirm: true, payment_method: (await iban(stripe, account)).id },
    allowed_payment_method_types: ['sepa_debit'],
  })

test.each([
  ['AT611904300234573201', 0, 'succeeded', 'charge.succeeded'],
  ['AT861904300235473202', 0, 'requires_payment_method', 'charge.failed'],
  ['AT321904300235473204', 180, 'succeeded', 'charge.succeeded'],
  ['AT051904300235473205', 180, 'requires_payment_method', 'charge.failed'],
  ['IT60X0542811101000000123456', 0, 'requires_payment_method', 'charge.failed'],
])('a SEPA debit of %s takes %i seconds: %s', async (account, seconds, status, told) => {
  const { stripe, sandbox, clock, types } = createShop()
  const { id, status: begun } = await pay(stripe, account)
  expect(begun).toBe('processing')
  await sandbox.settled()
  if (seconds > 0) {
    expect(await types()).not.toContain(told)
    await clock.advance(seconds * 1000)
  }
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe(status)
  expect((await types()).slice(1)).toEqual([
    ...['charge.pending', 'payment_intent.processing', told],
    `payment_intent.${status === 'succeeded' ? 'succeeded' : 'payment_failed'}`,
  ])
})

test('a SEPA debit shows its bank, in the payment method and in the charge', async () => {
  const { stripe } = createShop()
  const intent = await pay(stripe, 'AT61 1904 3002 3457 3201')
  expect(intent).toMatchObject({ payment_method_types: ['sepa_debit'], allowed_payment_method_types: ['sepa_debit'] })
  const bank = { bank_code: '19043', branch_code: null, country: 'AT', last4: '3201' }
  const method = await stripe.paymentMethods.retrieve(String(intent.payment_method))
  expect(method).toMatchObject({ type: 'sepa_debit', sepa_debit: bank })
  const charge = await stripe.charges.retrieve(String(intent.latest_charge))
  expect(charge.payment_method_details).toMatchObject({ type: 'sepa_debit', sepa_debit: bank })
})

test('an IBAN that is none of the test accounts is refused', async () => {
  const { stripe } = createShop()
  const error = await failure(iban(stripe, 'DE00123456780000000000'))
  expect(error).toMatchObject({ code: 'invalid_bank_account_iban', param: 'sepa_debit[iban]' })
})

test('an intent is paid by the types that it allows only', async () => {
  const { stripe } = createShop()
  const { id } = await stripe.paymentIntents.create({
    ...{ amount: 1000, currency: 'eur', allowed_payment_method_types: ['sepa_debit'] },
  })
  const error = await failure(stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }))
  expect(error).toMatchObject({ code: 'payment_intent_incompatible_payment_method', param: 'payment_method' })
  expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_payment_method')
})
