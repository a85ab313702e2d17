import Stripe from 'stripe'
import { createStripe, type ManualClock, manualClock, type StripeOptions } from '../../src'
import { OLD_VERSION } from '../../src/protocol/version'
import { checkReply } from './replies'

/** What the sandbox sent to a webhook endpoint. */
export interface Delivery {
  url: string
  body: string
  signature: string
  event: Stripe.Event
}

interface Options extends StripeOptions {
  /** What the endpoints answer, one delivery after the other; the last one again. Default 200. */
  answers?: number[]
}

/** The real SDK over an embedded Stripe whose clock stands still, with the deliveries it makes. */
export const createShop = ({ answers = [200], ...options }: Options = {}) => {
  const clock: ManualClock = manualClock()
  const deliveries: Delivery[] = []
  const sandbox = createStripe({
    ...{ seed: 'test', clock },
    deliver: async (url, init) => {
      const body = String(init.body)
      const signature = new Headers(init.headers).get('stripe-signature') ?? ''
      deliveries.push({ url, body, signature, event: JSON.parse(body) })
      return new Response('', { status: answers[Math.min(deliveries.length, answers.length) - 1] ?? 200 })
    },
    ...options,
  })
  // Whatever a test asks for, the answer must be what Stripe's types say.
  const { fetch, trigger } = sandbox
  const madeUp = new Set<string>()
  const checked = { replies: 0, fields: 0 }
  sandbox.fetch = async (request) => {
    const response = await fetch(request)
    const { method, url, headers } = request
    if (response.status !== 200 || headers.get('stripe-version') === OLD_VERSION) return response
    const { pathname } = new URL(url)
    if (!pathname.startsWith('/v1/')) return response
    const { problems, fields } = checkReply(method, pathname, JSON.parse(await response.clone().text()), madeUp)
    checked.replies++
    checked.fields += fields
    if (problems.length > 0) throw new Error(`Not as Stripe's types: ${problems.slice(0, 5).join('; ')}`)
    return response
  }
  sandbox.trigger = (type, object, mode) => {
    madeUp.add(object.id)
    trigger(type, object, mode)
  }
  const client = (key = 'sk_test_fake_sandbox', config: Stripe.StripeConfig = {}) =>
    new Stripe(key, {
      httpClient: Stripe.createFetchHttpClient((input, init) => sandbox.fetch(new Request(input, init))),
      ...{ maxNetworkRetries: 0, telemetry: false },
      ...config,
    })

  /** A raw request, for what the SDK would not send. */
  const raw = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const response = await sandbox.fetch(
      new Request(`http://127.0.0.1:12111${path}`, {
        method,
        headers: {
          authorization: 'Bearer sk_test_fake_sandbox',
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      })
    )
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) }
  }

  /** Opens a payment link or session as a browser does, and returns the address of its payment page. */
  const open = async (url: string): Promise<string> => {
    const response = await sandbox.fetch(new Request(url))
    return new URL(response.headers.get('location') ?? url, url).href
  }

  /** Types a card into a payment page. */
  const pay = async (url: string, number = '4242424242424242', more: Record<string, string> = {}) => {
    const page = await open(url)
    const form = { email: 'payer@example.com', name: 'Payer', number, cvc: '123', expiry: '12/40', ...more }
    const response = await sandbox.fetch(new Request(page, { method: 'POST', body: new URLSearchParams(form) }))
    await sandbox.settled()
    const text = await response.text()
    return { status: response.status, location: response.headers.get('location'), text, page }
  }

  /** A product's price. */
  const price = async (unit_amount = 1999, recurring?: Stripe.PriceCreateParams.Recurring, currency = 'usd') =>
    stripe.prices.create({ currency, unit_amount, product_data: { name: 'T-Shirt' }, ...(recurring && { recurring }) })

  const link = async (params: Partial<Stripe.PaymentLinkCreateParams> = {}, of?: Stripe.Price) =>
    stripe.paymentLinks.create({ line_items: [{ price: (of ?? (await price())).id, quantity: 1 }], ...params })

  const types = async () => (await stripe.events.list({ limit: 100 })).data.map(({ type }) => type).reverse()

  const stripe = client()
  return { checked, clock, sandbox, stripe, client, raw, open, pay, price, link, types, deliveries }
}

/** The error a promise ends with, as the SDK shows it. */
export const failure = async (work: Promise<unknown>): Promise<Stripe.errors.StripeError> => {
  try {
    await work
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error
    throw error
  }
  throw new Error('It did not fail.')
}
