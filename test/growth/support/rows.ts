import type { z } from '@botpress/sdk'
import { createStripe, nameIn, type StripeSandbox } from '@botpress-stripe/sandbox-stripe'
import type Stripe from 'stripe'
import { createCustomer } from '../../../integration/src/actions/create-customer'
import { createOrRetrieveCustomer } from '../../../integration/src/actions/create-or-retrieve-customer'
import { createPaymentLink } from '../../../integration/src/actions/create-payment-link'
import { createSubsLink } from '../../../integration/src/actions/create-subs-link'
import { findPaymentLink } from '../../../integration/src/actions/find-payment-link'
import { listCustomers } from '../../../integration/src/actions/list-customers'
import { listPaymentLinks } from '../../../integration/src/actions/list-payment-links'
import { listProductPrices } from '../../../integration/src/actions/list-product-prices'
import { searchCustomers } from '../../../integration/src/actions/search-customers'
import type { Action } from '../../../integration/src/define/action'
import { createEmbedded, type Embedded, memoryStates } from '../../../integration/test/support/embedded'

/** An account of some size, and what Botpress keeps of it. */
export interface Account {
  size: number
  stripe: StripeSandbox
  states: ReturnType<typeof memoryStates>
}

/** An account with as many products, prices, payment links and customers. */
export const accountOf = (size: number): Account => {
  const stripe = createStripe({ seed: 'growth' })
  stripe.fill({ products: size, prices: size, paymentLinks: size, customers: size })
  return { size, stripe, states: memoryStates() }
}

/** What Stripe's answers take: bytes, and milliseconds. */
export interface Traffic {
  bytes: number
  ms: number
}

/** A process of the integration that has just started: it remembers nothing. */
export const coldInstance = ({ stripe, states }: Account, traffic: Traffic = { bytes: 0, ms: 0 }): Embedded =>
  createEmbedded({
    linkStates: states,
    wrap: () => async (input, init) => {
      const begun = performance.now()
      const response = await stripe.fetch(new Request(input, init))
      const { byteLength } = await response.clone().arrayBuffer()
      traffic.bytes += byteLength
      traffic.ms += performance.now() - begun
      return response
    },
  })

/** One cell of the table of calls: an action in a situation. */
export interface Row {
  name: string
  /** The most calls to Stripe, the first time in a process and the second time. */
  most: { cold: number; warm: number }
  /** What is there before; may add to the input. */
  prepare?: (stripe: Stripe, account: Account) => Promise<object>
  action: Action
  input: object
}

const row = <I extends z.AnyZodObject, O extends z.AnyZodObject>(
  name: string,
  most: Row['most'],
  action: Action<I, O>,
  input: object,
  prepare?: Row['prepare']
): Row => ({
  // The registry of rows holds actions of every kind; `run` parses their input anyway.
  ...{ name, most, action: action as unknown as Action, input },
  ...(prepare && { prepare }),
})

type Selling = [name: string, action: Action, recurring: { recurring?: { interval: 'month' } }]

const sellers: Selling[] = [
  ['createPaymentLink', createPaymentLink as unknown as Action, {}],
  ['createSubsLink', createSubsLink as unknown as Action, { recurring: { interval: 'month' } }],
]

const sellingRows = ([seller, action, recurring]: Selling): Row[] => {
  const named = (situation: string) => ({ productName: `${seller}, ${situation}` })
  const madeByUs =
    (input: object): NonNullable<Row['prepare']> =>
    async (_, account) => {
      await coldInstance(account).run(action, input)
      return {}
    }
  const byHand =
    (productName: string, amounts: number[], isDefault = false): NonNullable<Row['prepare']> =>
    async (stripe) => {
      const product = await stripe.products.create({ name: productName })
      for (const unit_amount of amounts) {
        const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount, ...recurring })
        if (isDefault) await stripe.products.update(product.id, { default_price: price.id })
      }
      return {}
    }
  const [known, unpriced] = [named('price made by us'), named('price made by us, no amount')]
  const [fits, fitsByDefault] = [named('made by hand, fits'), named('made by hand, default fits')]
  const [none, empty] = [named('made by hand, none fits'), named('made by hand, no price')]
  const [only, byDefault] = [named('made by hand, no amount, one price'), named('made by hand, no amount, default')]
  const amount = { unit_amount: 700 }
  const sell = (situation: { productName: string }, most: Row['most'], input: object, prepare?: Row['prepare']) =>
    row(situation.productName, most, action, { ...situation, ...input }, prepare)
  return [
    sell(known, { cold: 2, warm: 1 }, amount, madeByUs({ ...known, ...amount })),
    sell(unpriced, { cold: 2, warm: 1 }, {}, madeByUs({ ...unpriced, ...amount })),
    sell(named('new product'), { cold: 4, warm: 1 }, amount),
    sell(fits, { cold: 4, warm: 1 }, amount, byHand(fits.productName, [900, 700])),
    sell(fitsByDefault, { cold: 4, warm: 1 }, amount, byHand(fitsByDefault.productName, [700], true)),
    sell(none, { cold: 5, warm: 1 }, amount, byHand(none.productName, [900])),
    sell(empty, { cold: 5, warm: 1 }, amount, byHand(empty.productName, [])),
    sell(only, { cold: 4, warm: 1 }, {}, byHand(only.productName, [700])),
    sell(byDefault, { cold: 4, warm: 1 }, {}, byHand(byDefault.productName, [700, 900], true)),
  ]
}

const customerRows = (): Row[] => {
  const existing =
    (email: string): NonNullable<Row['prepare']> =>
    async (stripe) => {
      await stripe.customers.create({ email })
      return {}
    }
  const customer = (situation: string, most: number, typed: string, stored?: string) =>
    row(
      `createOrRetrieveCustomer, ${situation}`,
      { cold: most, warm: most },
      createOrRetrieveCustomer,
      { email: typed },
      stored === undefined ? undefined : existing(stored)
    )
  return [
    customer('lower case, existing', 1, 'a@example.net', 'a@example.net'),
    customer('lower case, existing in another case', 3, 'b@example.net', 'B@Example.net'),
    customer('lower case, new', 3, 'c@example.net'),
    customer('other case, existing', 4, 'D@example.net', 'd@example.net'),
    customer('other case, existing in a third', 4, 'E@example.net', 'e@Example.net'),
    customer('other case, new', 4, 'F@example.net'),
    row('createCustomer', { cold: 1, warm: 1 }, createCustomer, { email: 'g@example.net' }),
  ]
}

const ONE = { cold: 1, warm: 1 }

const findRows = (): Row[] => [
  row('findPaymentLink, made by us', ONE, findPaymentLink, {}, async (_, account) => {
    const input = { productName: 'Found', unit_amount: 700 }
    const { url } = await coldInstance(account).run(createPaymentLink, input)
    return { url }
  }),
  row('findPaymentLink, among the newest hundred of others', ONE, findPaymentLink, {}, async (stripe) => {
    const links = await stripe.paymentLinks.list({ limit: 50 })
    return { url: links.data.at(-1)?.url }
  }),
]

/** Asks for the page after the first one. */
const secondPage =
  (action: Action, input: object): NonNullable<Row['prepare']> =>
  async (_, account) => {
    const { nextToken } = await coldInstance(account).run(action, input)
    return { nextToken }
  }

const listRows = (): Row[] => {
  const lists: Array<[string, Action, object]> = [
    ['listPaymentLinks', listPaymentLinks as unknown as Action, {}],
    ['listProductPrices', listProductPrices as unknown as Action, {}],
    ['listCustomers', listCustomers as unknown as Action, {}],
    ['searchCustomers', searchCustomers as unknown as Action, { email: '@example.com' }],
  ]
  return [
    ...lists.flatMap(([name, action, input]) => [
      row(`${name}, first page`, ONE, action, { ...input, limit: 20 }),
      row(`${name}, next page`, ONE, action, { ...input, limit: 20 }, secondPage(action, { ...input, limit: 20 })),
    ]),
    row('listCustomers, by address', ONE, listCustomers, { email: nameIn.email(7) }),
    row('searchCustomers, one of them', ONE, searchCustomers, { email: nameIn.email(7) }),
  ]
}

export const rows: Row[] = [...sellers.flatMap(sellingRows), ...findRows(), ...customerRows(), ...listRows()]

/** What a row costs on an account: the calls to Stripe of a process that has just started, and of the next time in it. */
export interface Cost {
  cold: number
  warm: number
  /** Bytes of Stripe's answers in the cold call. */
  bytes: number
  /** Milliseconds of the cold call, without those that the embedded Stripe takes. */
  ms: number
}

/** Plays a row on an account. @returns the costs of so many processes, one after the other */
export const costsOf = async ({ prepare, action, input }: Row, account: Account, rounds: number): Promise<Cost[]> => {
  const keeper = createEmbedded({ wrap: () => (url, init) => account.stripe.fetch(new Request(url, init)) }).gateway
  const whole = { ...input, ...(await prepare?.(keeper, account)) }
  const costs: Cost[] = []
  for (let round = 0; round < rounds; round++) {
    const traffic = { bytes: 0, ms: 0 }
    const world = coldInstance(account, traffic)
    const begun = performance.now()
    const cold = await world.requestsOf(() => world.run(action, whole))
    const ms = performance.now() - begun - traffic.ms
    const { bytes } = traffic
    const warm = await world.requestsOf(() => world.run(action, whole))
    costs.push({ cold: cold.length, warm: warm.length, bytes, ms })
  }
  return costs
}

/** What a row costs in one process. */
export const costOf = async (row: Row, account: Account): Promise<Cost> => {
  const [cost] = await costsOf(row, account, 1)
  if (!cost) throw new Error('Nothing was played.')
  return cost
}
