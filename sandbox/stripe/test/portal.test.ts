import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { createClub } from './support/customers'
import { createShop, failure } from './support/shop'

const portal = async (flow?: (club: Club, subscription: Stripe.Subscription) => FlowData) => {
  const club = await createClub()
  const subscription = await club.subscribe(1000)
  const session = await club.stripe.billingPortal.sessions.create({
    ...{ customer: club.customer, return_url: 'https://shop.example/account' },
    ...(flow && { flow_data: flow(club, subscription) }),
  })
  const show = async () => (await club.sandbox.fetch(new Request(session.url))).text()
  const post = async (action: string, form: Record<string, string> = {}) => {
    const body = new URLSearchParams({ action, subscription: subscription.id, ...form })
    const response = await club.sandbox.fetch(new Request(session.url, { method: 'POST', body }))
    return { status: response.status, location: response.headers.get('location'), text: await response.text() }
  }
  const read = () => club.stripe.subscriptions.retrieve(subscription.id)
  return { ...club, subscription, session, show, post, read }
}

type Club = Awaited<ReturnType<typeof createClub>>
type FlowData = Stripe.BillingPortal.SessionCreateParams.FlowData

test('the portal shows subscriptions, cards and invoices', async () => {
  const { show, session, customer } = await portal()
  expect(session).toMatchObject({ customer, flow: null, return_url: 'https://shop.example/account' })
  expect(session.url).toMatch(/\/p\/session\/test_\w{40}$/)
  const page = await show()
  for (const text of [
    'T-Shirt',
    '$10.00 per month',
    'renews on 15 Feb 2027',
    '•••• 4242',
    'paid',
    'https://shop.example/account',
  ]) {
    expect(page).toContain(text)
  }
})

test('cancelled at the end of the period with a reason, and kept after all', async () => {
  const { post, read, show } = await portal()
  expect((await post('cancel', { feedback: 'too_expensive' })).status).toBe(303)
  expect(await read()).toMatchObject({
    ...{ status: 'active', cancel_at_period_end: true },
    cancellation_details: { feedback: 'too_expensive', reason: 'cancellation_requested' },
  })
  expect(await show()).toContain('ends on 15 Feb 2027')
  await post('keep')
  expect(await read()).toMatchObject({ cancel_at_period_end: false, cancel_at: null })
})

test('another plan and quantity: only what is offered', async () => {
  const { post, read, monthly, stripe } = await portal()
  const price = await monthly(3000)
  await stripe.prices.update((await monthly(1)).id, { active: false })
  expect((await post('change', { price: 'price_none' })).text).toContain('This plan is not offered.')
  await post('change', { price: price.id, quantity: '2' })
  expect((await read()).items.data[0]).toMatchObject({ price: { id: price.id }, quantity: 2 })
})

test('a card is added and charged from then on; the other one can be removed', async () => {
  const { post, stripe, customer, show } = await portal()
  const card = { number: '5555555555554444', cvc: '123', expiry: '12/40' }
  expect((await post('card', { ...card, number: '4242424242424241' })).text).toContain('Your card number is invalid.')
  expect((await post('card', { ...card, number: '4000000000000002' })).text).toContain('Your card was declined.')
  await post('card', card)
  const { data } = await stripe.customers.listPaymentMethods(customer)
  expect(data.map(({ card: kept }) => kept?.last4)).toEqual(['4444', '4242'])
  expect(await stripe.customers.retrieve(customer)).toMatchObject({
    invoice_settings: { default_payment_method: data[0]?.id },
  })
  expect((await post('remove', { method: data[0]?.id ?? '' })).text).toContain('Add another one first.')
  await post('remove', { method: data[1]?.id ?? '' })
  expect(await show()).not.toContain('•••• 4242')
  await post('details', { email: 'new@example.com' })
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ email: 'new@example.com' })
})

test('what belongs to others is not touched', async () => {
  const { post, stripe, monthly } = await portal()
  const other = await stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const foreign = await stripe.subscriptions
    .create({ customer: other.id, items: [{ price: (await monthly(5)).id }] })
    .catch(() => undefined)
  const theirs = (await stripe.customers.listPaymentMethods(other.id)).data[0]?.id ?? ''
  expect((await post('cancel', { subscription: foreign?.id ?? 'sub_none' })).text).toContain(
    'This subscription has ended.'
  )
  await post('remove', { method: theirs })
  await post('use', { method: theirs })
  expect((await stripe.paymentMethods.retrieve(theirs)).customer).toBe(other.id)
  expect((await post('delete')).text).toContain('Nothing was changed.')
})

test('straight to the cancellation, and back to the shop', async () => {
  const { post, read, show } = await portal((_, { id: subscription }) => ({
    ...{ type: 'subscription_cancel', subscription_cancel: { subscription } },
    after_completion: { type: 'redirect', redirect: { return_url: 'https://shop.example/bye' } },
  }))
  const page = await show()
  expect(page).toContain('Cancel your subscription')
  expect(page).not.toContain('Invoices')
  expect((await post('cancel')).location).toBe('https://shop.example/bye')
  expect((await read()).cancel_at_period_end).toBe(true)
})

test('straight to a change that is only to be confirmed: it says what comes, and does it', async () => {
  const { post, read, show, stripe } = await portal((club, subscription) => ({
    type: 'subscription_update_confirm',
    subscription_update_confirm: {
      subscription: subscription.id,
      items: [{ id: club.itemOf(subscription), quantity: 3 }],
    },
    after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: 'All set' } },
  }))
  expect(await show()).toContain('The next invoice is $50.00.')
  expect((await post('change')).text).toContain('All set')
  expect((await read()).items.data[0]?.quantity).toBe(3)
  const { amount_due } = await stripe.invoices.createPreview({ subscription: (await read()).id })
  expect(amount_due).toBe(5000)
})

test('straight to the card', async () => {
  const { post, show, stripe, customer } = await portal(() => ({ type: 'payment_method_update' }))
  expect(await show()).toContain('Change your card')
  expect((await post('card', { number: '4242424242424242', cvc: '123', expiry: '12/40' })).status).toBe(303)
  expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(2)
  expect(await show()).toContain('Your subscriptions and payments')
})

test('a configuration decides what is offered', async () => {
  const { stripe, customer, subscription, sandbox } = await portal()
  const configuration = await stripe.billingPortal.configurations.create({
    ...{ features: { invoice_history: { enabled: true } }, default_return_url: 'https://shop.example/' },
  })
  expect(configuration).toMatchObject({
    is_default: false,
    active: true,
    features: { subscription_cancel: { enabled: false } },
  })
  const params = { customer, configuration: configuration.id }
  const session = await stripe.billingPortal.sessions.create(params)
  expect(session.return_url).toBe('https://shop.example/')
  const page = await (await sandbox.fetch(new Request(session.url))).text()
  expect([page.includes('Invoices'), page.includes('Cancel subscription')]).toEqual([true, false])
  const flow_data = { type: 'subscription_cancel', subscription_cancel: { subscription: subscription.id } } as const
  expect((await failure(stripe.billingPortal.sessions.create({ ...params, flow_data }))).param).toBe('flow_data[type]')
  const features = { subscription_cancel: { enabled: true, mode: 'immediately' } } as const
  await stripe.billingPortal.configurations.update(configuration.id, { features })
  await stripe.billingPortal.sessions.create({ ...params, flow_data })
  expect((await stripe.billingPortal.configurations.list({ is_default: true })).data).toHaveLength(1)
  await stripe.billingPortal.configurations.update(configuration.id, { active: false })
  expect((await failure(stripe.billingPortal.sessions.create(params))).param).toBe('configuration')
})

test('an account whose portal was never saved', async () => {
  const { stripe } = createShop({ hasPortal: false })
  const { id: customer } = await stripe.customers.create({})
  const error = await failure(stripe.billingPortal.sessions.create({ customer }))
  expect(error.statusCode).toBe(400)
  expect(error.message).toBe(
    'No configuration provided and your test mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in test mode at https://dashboard.stripe.com/test/settings/billing/portal.'
  )
})

test.each<[string, (subscription: string) => FlowData, string]>([
  ['no subscription', () => ({ type: 'subscription_cancel' }), 'flow_data[subscription_cancel]'],
  [
    'an unknown one',
    () => ({ type: 'subscription_update', subscription_update: { subscription: 'sub_none' } }),
    'flow_data[subscription_update][subscription]',
  ],
  [
    'an unknown item',
    (subscription) => ({
      type: 'subscription_update_confirm',
      subscription_update_confirm: { subscription, items: [{ id: 'si_none', quantity: 2 }] },
    }),
    'flow_data[subscription_update_confirm][items][0][id]',
  ],
])('a flow with %s is refused', async (_, flow, param) => {
  const error = await failure(portal((__, { id }) => flow(id)))
  expect([error.statusCode, error.param]).toEqual([400, param])
})

test('a link to the portal is good for a day', async () => {
  const { session, days, sandbox } = await portal()
  await days(1)
  expect((await sandbox.fetch(new Request(session.url))).status).toBe(410)
})
