import qs from 'qs'
import { createStripe, manualClock } from '../../src'
import { audit } from './audit'

/** Random lives of an account, the same for the same seed. */

const DAY = 86_400_000

export interface Lived {
  /** What is wrong with the money at the end, and answers that must never come. */
  problems: string[]
  /** Every step and what was answered to it, and the account at the end. */
  record: string
  /** How many steps were done and how many refused. */
  done: number
  refused: number
}

/** Numbers from 0 up to 1. */
const createRandom = (seed: number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const CARDS = [
  ...['pm_card_visa', 'pm_card_visa', 'pm_card_bypassPending', 'pm_card_chargeDeclined', 'pm_card_chargeCustomerFail'],
  ...['pm_card_createDispute', 'pm_card_createDisputeInquiry', 'pm_card_refundFail', 'pm_card_pendingRefund'],
  ...['pm_card_authenticationRequired', 'pm_usBankAccount_success', 'pm_usBankAccount_debitNotAuthorized'],
]

type Fields = Record<string, unknown>

const HEADERS: Readonly<Record<string, string>> = {
  authorization: 'Bearer sk_test_fake_sandbox',
  'content-type': 'application/x-www-form-urlencoded',
  'stripe-version': '2026-10-28.endive',
}

const NEVER = new AbortController().signal

/** An account with its own clock, spoken to as a server does. */
const createLife = (seed: number) => {
  const random = createRandom(seed)
  const fees = random() < 0.5 ? { percent: 2.9, fixed: 30, dispute: 1500 } : { percent: 0, fixed: 0, dispute: 0 }
  const sandbox = createStripe({ seed: `history ${seed}`, clock: manualClock(), fees })
  const lines: string[] = []
  const problems: string[] = []
  let [done, refused] = [0, 0]
  const call = async (method: string, path: string, params: Fields = {}): Promise<Fields> => {
    const [route = '', query = ''] = path.split('?')
    const response = await sandbox.answer({
      ...{ method, path: `/v1/${route}`, query, header: (name) => HEADERS[name], gone: () => NEVER },
      body: async () => qs.stringify(params),
    })
    const text = response.body
    if (response.status === 200) done++
    else refused++
    // What is not modelled says so, with 501.
    if (response.status === 500) problems.push(`${method} ${path} answered ${response.status}: ${text}`)
    lines.push(`${method} ${path} ${response.status} ${text}`)
    return JSON.parse(text)
  }
  const pick = <T>(values: readonly T[]): T | undefined => values[Math.floor(random() * values.length)]
  const among = <T>(...values: [T, ...T[]]): T => pick(values) ?? values[0]
  return {
    sandbox,
    random,
    lines,
    problems,
    counts: () => ({ done, refused }),
    among,
    between: (least: number, most: number) => least + Math.floor(random() * (most - least + 1)),
    /** One of the objects there are of a type, or an ID that there is not. */
    some: (type: string): string =>
      String(pick(sandbox.snapshot().test.objects.filter(({ object }) => object === type))?.id ?? `${type}_none`),
    card: () => pick(CARDS) ?? 'pm_card_visa',
    post: (path: string, params?: Fields) => call('POST', path, params),
    del: (path: string) => call('DELETE', path),
    get: (path: string) => call('GET', path),
  }
}

type Life = Awaited<ReturnType<typeof createLife>>

const isId = (value: unknown): value is string => typeof value === 'string'

const createCustomer = async ({ post, card }: Life): Promise<void> => {
  const method = card()
  const { id } = await post('customers', { email: 'a@example.com' })
  const attached = await post(`payment_methods/${method}/attach`, { customer: String(id) })
  if (isId(attached.id)) {
    await post(`customers/${id}`, { invoice_settings: { default_payment_method: attached.id } })
  }
}

const createPrice = async ({ post, between, among }: Life): Promise<void> => {
  const interval = among('month', 'month', 'week', 'year')
  await post('prices', {
    ...{ currency: among('usd', 'usd', 'usd', 'eur'), unit_amount: between(50, 20_000) },
    ...{ product_data: { name: 'Thing' }, recurring: { interval } },
  })
}

const createCoupon = async ({ post, between, among }: Life): Promise<void> => {
  const reduction = among<Fields>({ percent_off: between(1, 100) }, { amount_off: between(1, 5000), currency: 'usd' })
  const duration = among<Fields>(
    { duration: 'once' },
    { duration: 'forever' },
    { duration: 'repeating', duration_in_months: 2 }
  )
  await post('coupons', { ...reduction, ...duration })
}

/** What can happen, and how often in comparison. */
const STEPS: ReadonlyArray<[weight: number, step: (life: Life) => Promise<unknown>]> = [
  [2, createCustomer],
  [1, createPrice],
  [1, createCoupon],
  [
    6,
    ({ post, card, between, among, some }) =>
      post('payment_intents', {
        ...{ amount: between(50, 100_000), currency: among('usd', 'usd', 'eur', 'jpy'), confirm: true },
        ...{ payment_method: card(), capture_method: among('automatic', 'automatic', 'manual') },
        ...among({}, { customer: some('customer') }),
      }),
  ],
  [
    2,
    ({ post, some, between, among }) =>
      post(`payment_intents/${some('payment_intent')}/capture`, among({}, { amount_to_capture: between(1, 60_000) })),
  ],
  [1, ({ post, some }) => post(`payment_intents/${some('payment_intent')}/cancel`)],
  [
    5,
    ({ post, some, between, among }) =>
      post('refunds', { charge: some('charge'), ...among({}, { amount: between(1, 50_000) }) }),
  ],
  [
    2,
    ({ post, some, among }) =>
      post(`disputes/${some('dispute')}`, {
        evidence: { uncategorized_text: among('winning_evidence', 'losing_evidence', 'a letter') },
      }),
  ],
  [1, ({ post, some }) => post(`disputes/${some('dispute')}/close`)],
  [
    5,
    ({ post, some, between, among }) =>
      post('subscriptions', {
        ...{ customer: some('customer'), items: [{ price: some('price'), quantity: between(1, 5) }] },
        ...among({}, {}, { trial_period_days: between(1, 20) }),
        ...among({}, {}, { discounts: [{ coupon: some('coupon') }] }),
        ...among({}, {}, { payment_behavior: 'default_incomplete' }),
        ...among({}, {}, {}, { collection_method: 'send_invoice', days_until_due: 10 }),
      }),
  ],
  [
    4,
    async ({ post, get, some, between, among }) => {
      const { id, items } = await get(`subscriptions/${some('subscription')}`)
      const [item] = Object(items).data ?? []
      return post(`subscriptions/${id}`, {
        items: [{ id: item?.id, ...among<Fields>({ quantity: between(1, 9) }, { price: some('price') }) }],
        proration_behavior: among('create_prorations', 'always_invoice', 'none'),
      })
    },
  ],
  [
    1,
    ({ post, some, among }) =>
      post(
        `subscriptions/${some('subscription')}`,
        among<Fields>({ cancel_at_period_end: true }, { cancel_at_period_end: false }, { trial_end: 'now' })
      ),
  ],
  [
    1,
    ({ del, some, among }) =>
      del(`subscriptions/${some('subscription')}${among('', '?prorate=true&invoice_now=true', '?prorate=true')}`),
  ],
  [
    3,
    ({ post, some, between, among }) =>
      post('invoiceitems', {
        customer: some('customer'),
        amount: between(-5000, 20_000),
        currency: among('usd', 'usd', 'eur'),
      }),
  ],
  [
    3,
    ({ post, some, among }) =>
      post('invoices', {
        customer: some('customer'),
        pending_invoice_items_behavior: 'include',
        auto_advance: among(true, false),
        ...among({}, { discounts: [{ coupon: some('coupon') }] }),
      }),
  ],
  [
    2,
    ({ post, some, among }) =>
      post(`invoices/${some('invoice')}/${among('finalize', 'pay', 'void', 'mark_uncollectible', 'pay')}`),
  ],
  [2, ({ post, some, card }) => post(`invoices/${some('invoice')}/pay`, { payment_method: card() })],
  [
    2,
    async ({ post, some, between, among }) => {
      const amount = between(1, 20_000)
      return post('credit_notes', {
        invoice: some('invoice'),
        amount,
        ...among<Fields>({}, { refund_amount: amount }, { credit_amount: amount }, { out_of_band_amount: amount }),
      })
    },
  ],
  [1, ({ post, some }) => post(`credit_notes/${some('credit_note')}/void`)],
  [
    1,
    ({ post, some, between }) =>
      post(`customers/${some('customer')}/balance_transactions`, { amount: between(-5000, 5000), currency: 'usd' }),
  ],
  [1, ({ post, some, between }) => post(`customers/${some('customer')}`, { balance: between(-5000, 5000) })],
  [1, ({ post, between, among }) => post('payouts', { amount: between(1, 50_000), currency: among('usd', 'eur') })],
  [1, ({ post, some }) => post(`payouts/${some('payout')}/cancel`)],
  [1, ({ post, between }) => post('topups', { amount: between(1, 50_000), currency: 'usd' })],
  [4, ({ sandbox, between, among }) => sandbox.advance(among(between(1, 3), between(1, 35)) * DAY)],
]

const TOTAL = STEPS.reduce((sum, [weight]) => sum + weight, 0)

const stepFor = (share: number) => {
  let left = share * TOTAL
  for (const [weight, step] of STEPS) {
    left -= weight
    if (left < 0) return step
  }
  throw new Error('The share must be below 1.')
}

/** Lives one history, and looks at the money when it is over and everything that was under way has come. */
export const live = async (seed: number): Promise<Lived> => {
  const life = createLife(seed)
  const { sandbox, problems, lines } = life
  sandbox.subscribe((entry) => {
    if (entry.kind === 'problem') problems.push(entry.message)
  })
  await createCustomer(life)
  await createPrice(life)
  const steps = life.between(4, 18)
  for (let step = 0; step < steps; step++) await stepFor(life.random())(life)
  problems.push(...audit(sandbox.snapshot(), await life.get('balance')))
  await sandbox.advance(10 * DAY)
  const end = sandbox.snapshot()
  problems.push(...audit(end, await life.get('balance')))
  sandbox.close()
  return { problems, record: `${lines.join('\n')}\n${JSON.stringify(end)}`, ...life.counts() }
}
