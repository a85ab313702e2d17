import type Stripe from 'stripe'
import { at, type Work } from '../agenda'
import { switchOff } from '../payments/discounts'
import { invalid, StripeApiError } from '../protocol/errors'
import { all, find, findParam } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency, checkUnitAmount } from '../protocol/money'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Coupon } from '../wire'

type Params = Stripe.CouponCreateParams

const MOST_MONTHS = 36
const LONGEST_NAME = 40

/** Either a part of the price or a fixed amount. */
const reductionOf = (params: Params) => {
  const { amount_off: amount, percent_off: percent, currency } = params
  if ((amount === undefined) === (percent === undefined)) {
    throw invalid('You must specify exactly one of these parameters: percent_off, amount_off.', 'percent_off')
  }
  if (percent !== undefined && (percent <= 0 || percent > 100)) {
    throw invalid('Invalid percent_off: must be greater than 0 and at most 100', 'percent_off')
  }
  if (amount === undefined) return { amount_off: null, currency: null, percent_off: percent ?? null }
  if (currency === undefined) {
    throw invalid('You must pass currency when passing amount_off', 'currency', 'parameter_missing')
  }
  if (amount < 1) throw invalid('Invalid positive integer', 'amount_off', 'parameter_invalid_integer')
  const code = checkCurrency(currency)
  checkUnitAmount(amount, code, 'amount_off')
  return { amount_off: amount, currency: code, percent_off: null }
}

/** The same reduction in other currencies, each with an amount of its own. */
const optionsOf = ({ amount_off: amount, currency: own, currency_options: options }: Params) => {
  if (!options) return {}
  if (amount === undefined) throw invalid('You can only pass currency_options with amount_off', 'currency_options')
  const entries = Object.entries(options).map(([currency, { amount_off: other }]) => {
    const param = `currency_options[${currency}][amount_off]`
    const code = checkCurrency(currency, 'currency_options')
    if (code === own?.toLowerCase()) {
      throw invalid('currency_options must not name the currency of the coupon itself.', param)
    }
    if (other < 1) throw invalid('Invalid positive integer', param, 'parameter_invalid_integer')
    checkUnitAmount(other, code, param)
    return [code, { amount_off: other }] as const
  })
  return { currency_options: Object.fromEntries(entries) }
}

const durationOf = ({ duration = 'once', duration_in_months: months }: Params) => {
  if (duration === 'repeating' && months === undefined) {
    throw invalid(
      'duration_in_months is required when duration is repeating',
      'duration_in_months',
      'parameter_missing'
    )
  }
  if (duration !== 'repeating' && months !== undefined) {
    throw invalid('duration_in_months can only be used when duration is repeating', 'duration_in_months')
  }
  if (months !== undefined && (months < 1 || months > MOST_MONTHS)) {
    throw invalid(`Invalid duration_in_months: must be between 1 and ${MOST_MONTHS}`, 'duration_in_months')
  }
  return { duration, duration_in_months: months ?? null }
}

const checkLimits = (scene: Scene, { max_redemptions: most, redeem_by: until, name, applies_to: to }: Params): void => {
  if (most !== undefined && most < 1) {
    throw invalid('Invalid positive integer', 'max_redemptions', 'parameter_invalid_integer')
  }
  if (until !== undefined && until <= seconds(scene)) throw invalid('redeem_by must be in the future', 'redeem_by')
  checkName(name)
  for (const [index, id] of (to?.products ?? []).entries()) {
    findParam(scene.env, 'product', id, `applies_to[products][${index}]`)
  }
}

const checkName = (name: string | undefined): void => {
  if (name !== undefined && name.length > LONGEST_NAME) {
    throw invalid(`Invalid string: must be at most ${LONGEST_NAME} characters`, 'name')
  }
}

const taken = (id: string): StripeApiError =>
  new StripeApiError(400, {
    ...{ type: 'invalid_request_error', code: 'resource_already_exists', param: 'id' },
    message: `Coupon already exists. A coupon with the ID '${id}' is in this account.`,
  })

const create = (scene: Scene, params: Params): Coupon => {
  const { sandbox, env } = scene
  const id = params.id ?? sandbox.ids.text(8)
  if (env.store.get(id)?.deleted === undefined && env.store.get(id)) throw taken(id)
  const [reduction, duration] = [reductionOf(params), durationOf(params)]
  checkLimits(scene, params)
  const coupon = {
    ...{ id, object: 'coupon', ...reduction, created: seconds(scene), ...duration, livemode: env.livemode },
    ...optionsOf(params),
    ...(params.applies_to?.products && { applies_to: { products: params.applies_to.products } }),
    ...{ max_redemptions: params.max_redemptions ?? null, metadata: mergeMetadata(null, params.metadata) },
    ...{ name: params.name || null, redeem_by: params.redeem_by ?? null, times_redeemed: 0, valid: true },
  } satisfies Coupon as Coupon
  env.store.insert(coupon)
  emit(scene, 'coupon.created', coupon)
  if (coupon.redeem_by !== null) at(scene, coupon.redeem_by, { name: 'coupon expires', id })
  return coupon
}

export const expireCoupon: Work = (scene, { id }) => {
  const coupon = scene.env.store.get(id)
  if (coupon?.object === 'coupon' && !coupon.deleted) scene.env.store.replace({ ...coupon, valid: false })
  switchOff(scene, id)
}

/** What a coupon is limited to is told only when it is asked for. @see docs.stripe.com/api/coupons/object (applies_to) */
const shown = ({ applies_to: _, currency_options: __, ...coupon }: Coupon): Coupon => coupon

export const coupons: Resource = {
  routes: {
    'POST /v1/coupons': (call) => shown(create(call, call.params as Params)),
    'GET /v1/coupons': (call) => {
      const page = pageOf(call, all<Coupon>(call.env, 'coupon'), '/v1/coupons')
      return { ...page, data: page.data.map(shown) }
    },
    'GET /v1/coupons/{id}': ({ env, id }) => shown(find<Coupon>(env, 'coupon', id)),
    'POST /v1/coupons/{id}': (call) => {
      const coupon = find<Coupon>(call.env, 'coupon', call.id)
      const { currency_options: more, name, metadata } = call.params as Stripe.CouponUpdateParams
      const { amount_off: amount, currency } = coupon
      const options = optionsOf({
        ...(amount !== null && { amount_off: amount }),
        ...(currency !== null && { currency }),
        ...(more && { currency_options: more }),
      })
      checkName(name)
      const patch = {
        ...(name !== undefined && { name: name || null }),
        ...(more && { currency_options: { ...coupon.currency_options, ...options.currency_options } }),
        metadata: mergeMetadata(coupon.metadata, metadata),
      }
      return shown(change(call, coupon, patch, 'coupon.updated'))
    },
    'DELETE /v1/coupons/{id}': (call) => {
      const coupon = find<Coupon>(call.env, 'coupon', call.id)
      switchOff(call, coupon.id)
      call.env.coupons.set(coupon.id, coupon)
      call.env.store.remove(coupon.id)
      emit(call, 'coupon.deleted', coupon)
      return { id: coupon.id, object: 'coupon', deleted: true }
    },
  },
  includes: {
    coupon: {
      applies_to: (coupon) => ('applies_to' in coupon ? coupon.applies_to : null),
      currency_options: (coupon) => ('currency_options' in coupon ? coupon.currency_options : null),
    },
  },
}
