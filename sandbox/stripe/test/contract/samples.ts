import table from '../../src/generated/parameters.json' with { type: 'json' }
import { ofPart } from '../../src/protocol/alternatives'
import type { World } from './world'

/** A value for each parameter that the table knows, made from its schema and its name. */

type Ref = number | { k: string; v?: string[]; of?: Ref | Ref[]; f?: Record<string, Ref>; r?: string[] }
type Schema = Exclude<Ref, number>

const { shared, operations } = table as unknown as { shared: Ref[]; operations: Record<string, Ref> }

export const resolve = (ref: Ref | undefined): Schema => {
  let schema = ref
  while (typeof schema === 'number') schema = shared[schema]
  if (!schema) throw new Error('The table of parameters points at nothing.')
  return schema
}

const byRoute = new Map(Object.entries(operations).map(([key, ref]) => [key.replace(/\{\w+\}/g, '{id}'), resolve(ref)]))

/** The parameters of an operation, by name; `METHOD /v1/path/{id}`. */
export const parametersOf = (route: string): { fields: Record<string, Ref>; required: string[] } | undefined => {
  const schema = byRoute.get(route)
  return schema && { fields: schema.f ?? {}, required: schema.r ?? [] }
}

/** What texts and numbers mean, by their name. What is not here is any text, or 1. */
const named = ({ ids, now }: World): Readonly<Record<string, unknown>> => ({
  ...{ customer: ids.customer, product: ids.product, price: ids.price, coupon: ids.coupon, payment_intent: ids.paid },
  ...{ payment_method: ids.method, default_payment_method: ids.method, invoice: ids.draft, charge: ids.charge },
  ...{ subscription: ids.subscription, payment_link: ids.link, promotion_code: ids.code, test_clock: ids.clock },
  ...{ shipping_rate: ids.shipping, default_price: ids.price, configuration: ids.configuration, plan: ids.plan },
  ...{ schedule: ids.schedule, from_subscription: ids.subscription, payout: ids.payout, starting_after: 'none' },
  ...{ currency: 'usd', country: 'US', email: 'a@example.com', customer_email: 'a@example.com', language: 'en' },
  ...{ receipt_email: 'a@example.com', instructions_email: 'a@example.com', url: 'https://example.com/x' },
  ...{ success_url: 'https://example.com/ok', cancel_url: 'https://example.com/no', phone: '+15555550100' },
  ...{ return_url: 'https://example.com/back', default_return_url: 'https://example.com/back', line1: '1 Main St' },
  ...{
    privacy_policy_url: 'https://example.com/p',
    terms_of_service_url: 'https://example.com/t',
    postal_code: '10001',
  },
  ...{ code: 'OTHER', id: 'an-id', name: 'A name', query: 'created>0', locale: 'en', state: 'NY', percentage: 5 },
  ...{ statement_descriptor: 'SHOP ONE', statement_descriptor_suffix: 'SUFFIX', lookup_key: 'other', color: '#112233' },
  ...{ expires_at: now + 7200, due_date: now + 864_000, redeem_by: now + 864_000, frozen_time: now + 60, created: 1 },
  ...{ cancel_at: now + 864_000, trial_end: now + 864_000, start_date: now + 60, effective_at: now - 60, limit: 1 },
  ...{ billing_cycle_anchor: now + 86_400, backdate_start_date: now - 86_400, automatically_finalizes_at: now + 60 },
  ...{ amount: 150, amount_off: 50, percent_off: 15, unit_amount: 150, quantity: 2, amount_to_capture: 100 },
  ...{
    unit_amount_decimal: '12.5',
    amount_decimal: '12.5',
    days_until_due: 9,
    trial_period_days: 3,
    max_redemptions: 5,
  },
  ...{ duration_in_months: 3, end: now + 86_400, start: now, period_start: now, period_end: now + 86_400 },
  ...{ enabled_events: ['customer.created'], types: ['customer.created'], lookup_keys: ['other'], ids: ['none'] },
  ...{ preferred_locales: ['de'], images: ['https://example.com/i.png'], allowed_countries: ['US'], expand: undefined },
  ...{ resumes_at: now + 864_000, proration_date: now, month: 1, day_of_month: 1, hour: 1, minute: 1, second: 1 },
  ...{ tax_rates: [ids.rate], default_tax_rates: [ids.rate], prices: [ids.monthly], products: [ids.product] },
})

const FIRST: Readonly<Record<string, string>> = { interval: 'month', mode: 'payment', type: 'fixed_amount' }

const sampleEnum = (values: readonly string[], name: string): string => {
  const wanted = FIRST[name]
  if (wanted !== undefined && values.includes(wanted)) return wanted
  return values.find((value) => value !== '') ?? ''
}

/** Of filters, one that leaves something out; of switches, the position in which nothing is at first. */
const OTHERWISE = new Set(['active', 'is_default', 'inclusive', 'shippable', 'pending'])

/** @param depth how many levels of fields that may be left out are filled in */
export const sample = (ref: Ref, name: string, world: World, depth: number): unknown => {
  const schema = resolve(ref)
  const byName = named(world)
  if (Object.hasOwn(byName, name) && !['o', 'u', 'e'].includes(schema.k)) return byName[name]
  switch (schema.k) {
    case 'e':
      return sampleEnum(schema.v ?? [], name)
    case 'i':
    case 'n':
      return 1
    case 'b':
      return !OTHERWISE.has(name)
    case 'd':
      return '12.5'
    case 'm':
      return { sample: 'text' }
    case 'a':
      return [sample(single(schema), name.replace(/s$/, ''), world, depth)]
    case 'x':
      return { eur: sample(single(schema), name, world, depth) }
    case 'u':
      return sampleOne(schema, name, world, depth)
    case 'o':
      return sampleFields(schema, world, depth)
    default:
      return `some ${name}`.slice(0, 22)
  }
}

const single = ({ of }: Schema): Ref => {
  const [first] = Array.isArray(of) ? of : [of]
  if (first === undefined) throw new Error('A list of nothing.')
  return first
}

/** Of several things a parameter may be: the one that says most. */
const sampleOne = ({ of }: Schema, name: string, world: World, depth: number): unknown => {
  const parts = (Array.isArray(of) ? of : []).map(resolve)
  const best = parts.find(({ k }) => ['o', 'a', 'm', 'x', 'i', 'n'].includes(k)) ?? parts.at(-1)
  return best && sample(best, name, world, depth)
}

/** Of two fields of a part that say the same, the second is left out. */
const REPEATED = new Set(Object.values(ofPart).flatMap((pairs) => pairs.map(([, second]) => second)))

const sampleFields = ({ f = {}, r = [] }: Schema, world: World, depth: number): object =>
  Object.fromEntries(
    Object.entries(f)
      .filter(([name]) => r.includes(name) || (depth > 0 && !REPEATED.has(name)))
      .map(([name, inner]) => [name, sample(inner, name, world, depth - 1)])
  )
