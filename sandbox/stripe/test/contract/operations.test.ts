import { isDeepStrictEqual } from 'node:util'
import Stripe from 'stripe'
import { beforeAll, expect, test } from 'vitest'
import { resources } from '../../src/resources'
import { repliedOperations } from '../support/replies'
import { caseOf } from './cases'
import { differenceOf } from './differences'
import { parametersOf, sample } from './samples'
import { valuesOf } from './values'
import { type Contract, createContract } from './world'

/**
 * Every modelled operation through the real SDK, once for each parameter that Stripe's types tell of. That the replies are
 * what the types say is checked in every test (`support/shop.ts`); here a parameter that is taken must change something.
 */

const routes = resources.flatMap((resource) => Object.keys(resource.routes))
/** The SDK has no methods for these. */
const UNDOCUMENTED = [
  'GET /v1/payment_pages/{id}',
  'POST /v1/payment_pages/{id}/confirm',
  'POST /v1/stripecli/sessions',
]
/** Refused by Stripe, too, for every refund that can be made here. */
const ALWAYS_REFUSED = ['POST /v1/refunds/{id}/cancel']

const HINT = 'a hint for pages and apps that the sandbox does not have'
const DEFAULT = 'what it is without saying so'
const ELSEWHERE = 'changes something, but not in the world of this test'

/** Taken, and nothing is different: why that is no wrong success. */
const SAME_HERE: Readonly<Record<string, string>> = {
  'POST /v1/checkout/sessions currency': 'the currency of what is sold; only to set up something it must be said',
  'POST /v1/disputes/{id} submit': DEFAULT,
  'GET /v1/events delivery_success': ELSEWHERE,
  'POST /v1/invoiceitems/{id} invoicing_rules': 'may only be unset, and is never set here',
  'POST /v1/invoices/create_preview customer': "the subscription's own",
  'POST /v1/invoices/{id}/pay off_session': DEFAULT,
  'POST /v1/payment_intents automatic_payment_methods': DEFAULT,
  'POST /v1/payment_intents mandate_data': HINT,
  'POST /v1/payment_intents return_url': HINT,
  'POST /v1/payment_intents use_stripe_sdk': HINT,
  'GET /v1/payment_intents/{id} client_secret': 'only keys that may see no more need it',
  'POST /v1/payment_intents/{id}/confirm mandate_data': HINT,
  'POST /v1/payment_intents/{id}/confirm return_url': HINT,
  'POST /v1/payment_intents/{id}/confirm use_stripe_sdk': HINT,
  'POST /v1/payment_intents/{id}/capture final_capture': DEFAULT,
  'POST /v1/payment_links/{id} subscription_data': ELSEWHERE,
  'POST /v1/plans billing_scheme': DEFAULT,
  'POST /v1/prices billing_scheme': DEFAULT,
  'POST /v1/prices/{id} transfer_lookup_key': ELSEWHERE,
  'GET /v1/promotion_codes coupon': ELSEWHERE,
  'POST /v1/refunds charge': "the payment's own",
  'POST /v1/setup_intents automatic_payment_methods': DEFAULT,
  'POST /v1/setup_intents mandate_data': HINT,
  'POST /v1/setup_intents return_url': HINT,
  'POST /v1/setup_intents use_stripe_sdk': HINT,
  'GET /v1/setup_intents/{id} client_secret': 'only keys that may see no more need it',
  'POST /v1/setup_intents/{id}/confirm mandate_data': HINT,
  'POST /v1/setup_intents/{id}/confirm return_url': HINT,
  'POST /v1/setup_intents/{id}/confirm use_stripe_sdk': HINT,
  'POST /v1/subscriptions off_session': DEFAULT,
  'POST /v1/subscriptions proration_behavior': ELSEWHERE,
  'POST /v1/subscriptions/{id} off_session': DEFAULT,
  'POST /v1/subscriptions/{id} payment_behavior': ELSEWHERE,
  'POST /v1/subscriptions/{id} proration_date': ELSEWHERE,
  'DELETE /v1/subscriptions/{id} invoice_now': ELSEWHERE,
}

/** Of another object than the list has, or made up: refused, as it must be. */
const CURSORS = / (starting_after|ending_before|page)$/

type Outcome =
  | { kind: 'ok'; mark: string }
  | { kind: 'refused'; status: number; param: string | undefined; text: string }

let world: Contract['world']
let methods: Contract['methods']
let begin: Contract['begin']
beforeAll(async () => {
  ;({ world, methods, begin } = await createContract())
})

const wrongChanges: string[] = []
const changes = new Set<string>()
let changeCount = 0

/** What the events of a request say of changes must be what was different before, and nothing else. */
const checkChanges = (route: string, objects: readonly object[]): void => {
  const before = new Map<unknown, object>(begin.test.objects.map((object) => [object.id, object]))
  for (const event of objects.filter((object) => Reflect.get(object, 'object') === 'event')) {
    const { id, type, data } = event as Stripe.Event
    const { object, previous_attributes: previous } = data as { object: { id?: string }; previous_attributes?: object }
    const known = before.get(object.id)
    const first = begin.test.objects.find((other) => other.id === object.id)
    // A plan and its price are one object, shown in two ways.
    if (known && Reflect.get(known, 'object') !== Reflect.get(object, 'object')) continue
    if (!before.has(id) && known && previous) {
      changes.add(type)
      changeCount++
      const expected = differenceOf(known, object)
      // Two events may tell of one change: `charge.refund.updated` and `refund.updated`.
      const options = [expected, differenceOf(first ?? known, object)]
      if (!options.some((option) => isDeepStrictEqual(previous, option))) {
        wrongChanges.push(`${route}: ${type} ${JSON.stringify(previous)} instead of ${JSON.stringify(expected)}`)
      }
    } else if (!before.has(id) && known && type.endsWith('.updated'))
      wrongChanges.push(`${route}: ${type} says nothing`)
    if (!before.has(id) && object.id) before.set(object.id, object)
  }
}

/** What the account holds, without what is different in every run. */
const mark = (route: string, reply: unknown): string => {
  const { objects, tables } = world.shop.sandbox.snapshot().test
  checkChanges(route, objects)
  const { lineItems, plans, cards } = tables
  const text = JSON.stringify([reply, objects, lineItems, plans, cards])
  return text.replace(/stripe-node-retry-[-\w]+|req_\w{14}/g, '')
}

/** Whether the world has to be put back. */
let isChanged = true

/** Asks in the world as it was at the beginning. */
const ask = async (route: string, more: object): Promise<Outcome> => {
  const { sandbox, stripe } = world.shop
  const isRead = route.startsWith('GET')
  if (isChanged || !isRead) sandbox.restore(begin)
  isChanged = !isRead
  const { ids, params } = caseOf(route, world.ids, world.now)
  try {
    const reply = await methods.get(route)?.call(stripe, ids, { ...params, ...more })
    await sandbox.settled()
    return { kind: 'ok', mark: route.startsWith('GET') ? JSON.stringify(reply) : mark(route, reply) }
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error
    const { statusCode: status = 0, param, message, detail } = error
    return { kind: 'refused', status, param, text: `${message} ${detail ?? ''}` }
  }
}

test('the SDK has a method for every modelled operation, and each succeeds', async () => {
  expect(routes).toHaveLength(174)
  expect(routes.filter((route) => !methods.has(route)).sort()).toEqual([...UNDOCUMENTED].sort())
  expect(repliedOperations()).toHaveLength(routes.length - UNDOCUMENTED.length)
  const refused: string[] = []
  for (const route of routes.filter((name) => methods.has(name))) {
    const outcome = await ask(route, {})
    if (outcome.kind === 'refused') refused.push(ALWAYS_REFUSED.includes(route) ? route : `${route}: ${outcome.text}`)
  }
  expect(refused).toEqual(ALWAYS_REFUSED)
})

const sameAs = (base: Outcome, outcome: Outcome): boolean =>
  base.kind === 'ok' && outcome.kind === 'ok' && base.mark === outcome.mark

/** What is tried for a parameter: first the fullest value, then less. */
const candidates = (route: string, name: string): object[] => {
  const fields = parametersOf(route)?.fields
  const chosen = valuesOf(route, name, world.ids)
  if (chosen) return [chosen]
  const given: unknown = Reflect.get(caseOf(route, world.ids, world.now).params, name)
  if (given !== undefined && typeof given !== 'object') return [{ [name]: given }]
  return [4, 1, 0].map((depth) => ({ [name]: sample(fields?.[name] ?? -1, name, world, depth) }))
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

/** What becomes of a request with one more parameter. */
const tryParameter = async (route: string, name: string, base: Outcome): Promise<string> => {
  let last = ''
  const isNeeded = Object.hasOwn(caseOf(route, world.ids, world.now).params, name)
  for (const more of candidates(route, name)) {
    if (isEmpty(Reflect.get(more, name))) return 'has no fields'
    const outcome = await ask(route, more)
    if (outcome.kind === 'ok') return isNeeded ? 'needed' : sameAs(base, outcome) ? 'silent' : 'does something'
    if (outcome.status === 501) return outcome.text.includes('not modelled') ? 'not modelled' : outcome.text
    last = outcome.status === 400 && outcome.param !== undefined ? 'refused' : `${outcome.status} ${outcome.text}`
  }
  return last
}

test('every parameter does something, or is refused by its name', async () => {
  const tally: Record<string, number> = {}
  const silent: string[] = []
  const refused: string[] = []
  for (const route of routes.filter((name) => methods.has(name) && !ALWAYS_REFUSED.includes(name))) {
    const base = await ask(route, {})
    for (const name of Object.keys(parametersOf(route)?.fields ?? {})) {
      // What lists and all objects have in common has tests of its own.
      if (name === 'expand' || name === 'limit') continue
      const kind = await tryParameter(route, name, base)
      tally[kind] = (tally[kind] ?? 0) + 1
      if (kind === 'refused') refused.push(`${route} ${name}`)
      if (kind === 'silent') silent.push(`${route} ${name}`)
    }
  }
  expect(silent.sort()).toEqual(Object.keys(SAME_HERE).sort())
  expect(refused.filter((name) => !CURSORS.test(name))).toEqual([])
  expect(tally).toEqual({
    ...{ 'does something': 508, needed: 60, 'not modelled': 339, refused: 81, silent: 35, 'has no fields': 42 },
  })
  expect(world.shop.checked.replies).toBeGreaterThan(950)
  expect(world.shop.checked.fields).toBeGreaterThan(50_000)
  expect([...new Set(wrongChanges)]).toEqual([])
  expect([changes.size, changeCount]).toEqual([24, 193])
}, 60_000)
