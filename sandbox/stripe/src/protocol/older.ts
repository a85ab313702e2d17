import type { Environment } from '../sandbox'
import type { Price } from '../wire'
import { invalid } from './errors'

/**
 * A request that names no version is made at the account's default version, and many accounts have an older one. What that
 * called differently is said here in the words of the pinned version, before anything is checked. The SDK names its version
 * in every request: nothing of this is open to it. Stripe's command-line tool names none.
 */
type Fields = Record<string, unknown>
type Translation = (params: Fields, env: Environment) => Fields

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const rename =
  (older: string, newer: string): Translation =>
  ({ [older]: value, ...params }) =>
    value === undefined ? params : { ...params, [newer]: value }

const recurringOf = ({ items }: Fields, env: Environment): Price['recurring'] | undefined => {
  const [first] = isFields(items) ? Object.values(items) : []
  const price = isFields(first) ? env.store.get(String(first.price)) : undefined
  return price?.object === 'price' ? (price as Price).recurring : undefined
}

/** How often a phase repeats the interval of its price; now its length is said by itself. */
const toDuration = ({ iterations, ...phase }: Fields, index: number, env: Environment): Fields => {
  if (iterations === undefined) return phase
  if (!/^[1-9]\d{0,2}$/.test(String(iterations))) {
    throw invalid('Invalid positive integer', `phases[${index}][iterations]`, 'parameter_invalid_integer')
  }
  const recurring = recurringOf(phase, env)
  if (!recurring) return phase // The price is missing or paid once: it is refused as that.
  const { interval, interval_count: count } = recurring
  return { ...phase, duration: { interval, interval_count: String(count * Number(iterations)) } }
}

const phases: Translation = (params, env) =>
  isFields(params.phases)
    ? {
        ...params,
        phases: Object.values(params.phases).map((phase, index) =>
          isFields(phase) ? toDuration(phase, index, env) : phase
        ),
      }
    : params

/** Words that have no newer ones: what they do is done by the resource. */
export interface Older {
  coupon?: string
}

const COUPON = { coupon: { k: 's' } } as const

/** What such a request may say besides, by route, in the form of the parameter table. */
export const olderFields: Readonly<Record<string, typeof COUPON>> = {
  'POST /v1/customers': COUPON,
  'POST /v1/customers/{id}': COUPON,
}

/** A promotion code's coupon stood by itself. */
const promotion: Translation = ({ coupon, ...params }) =>
  coupon === undefined ? params : { ...params, promotion: { type: 'coupon', coupon } }

const types = rename('payment_method_types', 'allowed_payment_method_types')

/** @see docs.stripe.com/changelog */
const translations = new Map<string, Translation>([
  ['POST /v1/checkout/sessions', types],
  ['POST /v1/promotion_codes', promotion],
  ['POST /v1/setup_intents', types],
  ['POST /v1/payment_intents', types],
  ['POST /v1/payment_intents/{id}', types],
  ['POST /v1/subscription_schedules', phases],
  ['POST /v1/subscription_schedules/{id}', phases],
])

/** The decoded parameters of a request without a version, in the words of the pinned one. */
export const inPinnedWords = (route: string, params: Fields, env: Environment): Fields =>
  translations.get(route)?.(params, env) ?? params
