import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as actions from '../../integration/src/actions/index'
import { createWorld, testKey, type World } from './support/world'

/** What an action says that finds nothing under an ID, no customer of a chat user, or is not switched on. */
const NOTHING_FOUND = expect.stringMatching(/^(not_found|customer_unknown|not_allowed)$/)

let world: World
beforeAll(async () => {
  world = await createWorld()
  // Examples of what the shop's staff does are run too.
  await world.botpress.install({ apiKey: testKey(), access: 'any' })
})
afterAll(() => world.close())

const call = async (type: string, input: unknown) => (await world.botpress.callAction(type, input)).output
const operation = (type: string, input: unknown) => world.botpress.callOperation('action_triggered', { type, input })

/** Fills in a hosted page and posts it, as a browser does. */
const pay = async (url: string, number: string, more: Record<string, string> = {}) => {
  const page = await fetch(url)
  const html = await page.text()
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1] ?? ''
  const fields = { email: 'buyer@example.com', name: 'Example Buyer', number, expiry: '12 / 40', cvc: '123', ...more }
  const answer = await fetch(new URL(action, page.url), { method: 'POST', body: new URLSearchParams(fields) })
  return { html: await answer.text(), status: answer.status, form: html, url: page.url }
}

describe('the built bundle, over HTTP', () => {
  it('answers ping and health', async () => {
    await world.botpress.ping()
    expect(await (await fetch(`${world.integration.url}/health`)).text()).toBe('ok')
  })

  it('sells: a link is created, declined, paid, and the bot hears of it once', async () => {
    const place = world.botpress.grantConversation()
    const link = (await call('createPaymentLink', { productName: 'T-Shirt', unit_amount: 1999, ...place })) as {
      id: string
      url: string
    }
    expect(link.url.startsWith(world.stripeUrl)).toBe(true)

    const declined = await pay(link.url, '4000000000009995')
    expect(declined.html).toContain('Your card has insufficient funds.')
    // Told of before the next try, the failure names the page that is still open.
    await world.stripe.settled()
    const paid = await pay(declined.url, '4242424242424242')
    expect([paid.status, paid.html]).toEqual([200, expect.stringContaining('$19.99')])
    await world.stripe.settled()

    const { events } = world.botpress
    expect(events.map(({ type }) => type).sort()).toEqual([
      ...['chargeFailed', 'paymentFailed', 'paymentIntentFailed', 'paymentSucceeded'],
    ])
    for (const event of events) expect(event).toMatchObject(place)
    const payloadOf = (wanted: string) => events.find(({ type }) => type === wanted)?.payload
    expect(payloadOf('chargeFailed')).toMatchObject({ data: { object: { failure_code: 'card_declined' } } })
    expect(payloadOf('paymentFailed')).toMatchObject({ declineCode: 'insufficient_funds', url: declined.url })
    const succeeded = payloadOf('paymentSucceeded')
    expect(succeeded).toMatchObject({ formattedAmount: '$19.99', paymentLinkId: link.id })
    expect(world.stripe.get(String(succeeded?.paymentIntentId))).toMatchObject({ amount_received: 1999 })
    // A link for one conversation is paid once.
    expect((await fetch(link.url)).status).toBe(410)
  })

  it('subscribes: a trial, with its user', async () => {
    const input = { productName: 'Club', unit_amount: 900, trial_period_days: 7, description: 'Coffee' }
    const { url } = (await call('createSubsLink', input)) as { url: string }
    const { html } = await pay(url, '4242424242424242')
    expect(html).toContain('trial')
    await world.stripe.settled()
    const created = world.botpress.events.find(({ type }) => type === 'subscriptionCreated')
    expect(created?.payload.data.object).toMatchObject({ status: 'trialing', description: 'Coffee' })
    const user = world.botpress.users.find(({ id }) => id === created?.payload.userId)
    expect(user?.tags.id).toBe(created?.payload.data.object.customer)
  })

  it('two calls at once make one customer', async () => {
    const get = () => call('createOrRetrieveCustomer', { email: 'Twice@example.com' })
    const answers = (await Promise.all([get(), get(), get()])) as Array<{ customer: { id: string } }>
    expect(new Set(answers.map(({ customer }) => customer.id)).size).toBe(1)
  })

  it.each(
    Object.entries(actions).flatMap(([name, { examples }]) =>
      examples.map(({ title, input }): [string, string, unknown] => [name, title, input])
    )
  )('%s: %s', async (name, _, input) => {
    const { status, body } = await operation(name, input)
    // Examples that name an ID or a user have nothing to find here: then the answer must be that, and nothing else.
    if (status === 200) expect(body).toMatchObject({ output: expect.any(Object) })
    else expect(body).toMatchObject({ code: 400, type: 'Runtime', metadata: { code: NOTHING_FOUND } })
  })
})

describe('bad input', () => {
  it.each<[string, unknown]>([
    ['constructor', {}],
    ['__proto__', {}],
    ['toString', {}],
    ['createCustomer', undefined],
    ['createCustomer', null],
    ['createCustomer', 'text'],
    ['createCustomer', { email: 'a@example.com', name: 'x'.repeat(10_000_000) }],
    ['createPaymentLink', { productName: 'Car', unit_amount: -1 }],
    ['listPaymentLinks', { nextToken: 'x' }],
    ['retrieveCustomerById', { id: '../../v1/account' }],
    ['createCustomer', { email: 'a@example.com', description: 'card 4242 4242 4242 4242' }],
  ])('%s, case %#: a clear error, and the next call works', async (name, input) => {
    const { status, body } = await operation(name, input)
    expect([status, body]).toEqual([400, expect.objectContaining({ type: 'Runtime' })])
    expect(JSON.stringify(body)).not.toMatch(/4242|apiKey|sk_test/)
    expect((await operation('listPaymentLinks', {})).status).toBe(200)
  })

  it('no card number, key or secret is in any log or state', async () => {
    const kept = JSON.stringify([world.log, world.botpress.events, world.botpress.users])
    expect(kept).not.toMatch(/4242 ?4242|sk_test|whsec_/)
  })
})
