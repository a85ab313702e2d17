import type Stripe from 'stripe'
import { at, type Work } from '../agenda'
import { invalid } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { matching, pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { checkCurrency } from '../protocol/money'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Coupon, PromotionCode } from '../wire'

type Params = Stripe.PromotionCodeCreateParams

const LONGEST_CODE = 500

const sameCode = (code: string) => (other: PromotionCode) => other.code.toLowerCase() === code.toLowerCase()

/** The code that customers type. Of the active ones for the same customers, only one may have it. */
const claimCode = (scene: Scene, wanted: string | undefined, customer: string | null): string => {
  const code = wanted ?? scene.sandbox.ids.text(8).toUpperCase()
  if (code.length > LONGEST_CODE || !/^[A-Za-z0-9-]+$/.test(code)) {
    throw invalid('Promotion codes may contain only letters, digits and dashes.', 'code')
  }
  checkFree(scene, code, customer)
  return code
}

const checkFree = (scene: Scene, code: string, customer: string | null): void => {
  const holder = all<PromotionCode>(scene.env, 'promotion_code')
    .filter(sameCode(code))
    .find((other) => other.active && (other.customer === null || customer === null || other.customer === customer))
  if (holder) throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, 'code')
}

const restrictionsOf = ({ restrictions }: Params): PromotionCode['restrictions'] => {
  const { first_time_transaction: isFirst = false, minimum_amount: minimum } = restrictions ?? {}
  const currency = restrictions?.minimum_amount_currency
  if ((minimum === undefined) !== (currency === undefined)) {
    throw invalid(
      'You must pass both minimum_amount and minimum_amount_currency, or neither.',
      `restrictions[${minimum === undefined ? 'minimum_amount' : 'minimum_amount_currency'}]`,
      'parameter_missing'
    )
  }
  return {
    ...{ first_time_transaction: isFirst, minimum_amount: minimum ?? null },
    minimum_amount_currency: currency === undefined ? null : checkCurrency(currency, 'restrictions'),
  }
}

const checkUsable = (scene: Scene, coupon: Coupon, expiresAt: number | null): void => {
  if (!coupon.valid) throw invalid(`The coupon ${coupon.id} is not valid any more.`, 'promotion[coupon]')
  if (expiresAt === null) return
  if (expiresAt <= seconds(scene)) throw invalid('expires_at must be in the future', 'expires_at')
  if (coupon.redeem_by !== null && expiresAt > coupon.redeem_by) {
    throw invalid('expires_at must not be later than the redeem_by of the coupon', 'expires_at')
  }
}

const create = (scene: Scene, params: Params): PromotionCode => {
  const { sandbox, env } = scene
  if (params.promotion.coupon === undefined) {
    throw invalid('Missing required param: promotion[coupon].', 'promotion[coupon]', 'parameter_missing')
  }
  const coupon = findParam<Coupon>(env, 'coupon', params.promotion.coupon, 'promotion[coupon]')
  const customer = params.customer ? findParam(env, 'customer', params.customer, 'customer').id : null
  const expiresAt = params.expires_at ?? null
  checkUsable(scene, coupon, expiresAt)
  if (params.max_redemptions !== undefined && params.max_redemptions < 1) {
    throw invalid('Invalid positive integer', 'max_redemptions', 'parameter_invalid_integer')
  }
  if (coupon.max_redemptions !== null && (params.max_redemptions ?? 0) > coupon.max_redemptions) {
    throw invalid('max_redemptions must not be larger than that of the coupon', 'max_redemptions')
  }
  const code = {
    ...{ id: sandbox.ids.make('promo'), object: 'promotion_code', active: params.active ?? true },
    ...{ code: claimCode(scene, params.code, customer), created: seconds(scene), customer, customer_account: null },
    ...{ expires_at: expiresAt, livemode: env.livemode, max_redemptions: params.max_redemptions ?? null },
    ...{ metadata: mergeMetadata(null, params.metadata), promotion: { coupon: coupon.id, type: 'coupon' } },
    ...{ restrictions: restrictionsOf(params), times_redeemed: 0 },
  } satisfies PromotionCode as PromotionCode
  env.store.insert(code)
  emit(scene, 'promotion_code.created', code)
  if (expiresAt !== null) at(scene, expiresAt, { name: 'code expires', id: code.id })
  return code
}

export const expireCode: Work = (scene, { id }) => {
  const code = find<PromotionCode>(scene.env, 'promotion_code', id)
  scene.env.store.replace({ ...code, active: false })
}

const update = (scene: Scene, code: PromotionCode, params: Stripe.PromotionCodeUpdateParams): PromotionCode => {
  const { active, metadata, restrictions } = params
  if (active && !code.active) {
    checkUsable(scene, findParam<Coupon>(scene.env, 'coupon', idOf(code.promotion.coupon) ?? '', 'active'), null)
    if (code.expires_at !== null && code.expires_at <= seconds(scene)) {
      throw invalid('This promotion code has expired and cannot be activated.', 'active')
    }
    checkFree(scene, code.code, idOf(code.customer) ?? null)
  }
  const patch = {
    ...(active !== undefined && { active }),
    ...(restrictions?.currency_options && {
      restrictions: {
        ...code.restrictions,
        currency_options: Object.fromEntries(
          Object.entries(restrictions.currency_options).map(([currency, { minimum_amount: minimum = 0 }]) => [
            currency,
            { minimum_amount: minimum },
          ])
        ),
      },
    }),
    metadata: mergeMetadata(code.metadata, metadata),
  }
  return change(scene, code, patch, 'promotion_code.updated')
}

export const promotionCodes: Resource = {
  routes: {
    'POST /v1/promotion_codes': (call) => create(call, call.params as unknown as Params),
    'GET /v1/promotion_codes': (call) => {
      const { code, coupon } = call.params as Stripe.PromotionCodeListParams
      const found = all<PromotionCode>(call.env, 'promotion_code')
        .filter(matching(call.params, ['active', 'customer']))
        .filter((entry) => code === undefined || sameCode(code)(entry))
        .filter(({ promotion }) => coupon === undefined || idOf(promotion.coupon) === coupon)
      return pageOf(call, found, '/v1/promotion_codes')
    },
    'GET /v1/promotion_codes/{id}': ({ env, id }) => find(env, 'promotion_code', id),
    'POST /v1/promotion_codes/{id}': (call) =>
      update(call, find<PromotionCode>(call.env, 'promotion_code', call.id), call.params),
  },
}
