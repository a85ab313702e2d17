import type Stripe from 'stripe'
import { at, type Work } from '../agenda'
import { addInterval } from '../payments/periods'
import { invalid, refuseUnmodelled } from '../protocol/errors'
import { all, find, findParam, idOf } from '../protocol/find'
import { pageOf } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import { type Resource, type Scene, seconds } from '../sandbox'
import { change, emit } from '../webhooks/events'
import type { Customer, Price, Schedule, Subscription } from '../wire'

type Phase = Schedule['phases'][number]
type PhaseParams = Stripe.SubscriptionScheduleCreateParams.Phase

const phaseOf = (scene: Scene, params: PhaseParams, start: number, index: number): Phase => {
  refuseUnmodelled(params, ['discounts', 'default_tax_rates', 'add_invoice_items'])
  for (const item of params.items) refuseUnmodelled(item, ['discounts', 'tax_rates', 'billing_thresholds'])
  const items = params.items.map((item, place) => ({
    price: findParam<Price>(scene.env, 'price', item.price ?? '', `phases[${index}][items][${place}][price]`),
    quantity: item.quantity ?? 1,
  }))
  const recurring = items[0]?.price.recurring
  const end =
    typeof params.end_date === 'number'
      ? params.end_date
      : recurring
        ? addInterval(start, params.duration ?? recurring)
        : start
  return {
    ...{ add_invoice_items: [], application_fee_percent: null, billing_cycle_anchor: null, billing_thresholds: null },
    ...{ collection_method: null, currency: items[0]?.price.currency ?? 'usd', default_payment_method: null },
    ...{
      default_tax_rates: [],
      description: params.description || null,
      discounts: [],
      end_date: end,
      invoice_settings: null,
    },
    items: items.map(({ price, quantity }) => ({
      ...{
        billing_thresholds: null,
        discounts: [],
        metadata: {},
        plan: price.id,
        price: price.id,
        quantity,
        tax_rates: [],
      },
    })),
    ...{ metadata: mergeMetadata(null, params.metadata), on_behalf_of: null, proration_behavior: 'create_prorations' },
    ...{ start_date: start, transfer_data: null, trial_end: null },
  } as unknown as Phase
}

const phasesOf = (scene: Scene, params: readonly PhaseParams[], start: number): Phase[] => {
  const phases: Phase[] = []
  for (const [index, phase] of params.entries()) {
    phases.push(phaseOf(scene, phase, phases.at(-1)?.end_date ?? start, index))
  }
  return phases
}

const fromSubscription = (scene: Scene, subscription: Subscription): Phase[] => {
  const [first] = subscription.items.data
  const items = subscription.items.data.map((item) => ({ price: item.price.id, quantity: item.quantity ?? 1 }))
  return phasesOf(
    scene,
    [{ items, end_date: first?.current_period_end ?? 0 }],
    first?.current_period_start ?? seconds(scene)
  )
}

const create = (scene: Scene, params: Stripe.SubscriptionScheduleCreateParams): Schedule => {
  const { sandbox, env } = scene
  const now = seconds(scene)
  const from = params.from_subscription
    ? findParam<Subscription>(env, 'subscription', params.from_subscription, 'from_subscription')
    : undefined
  const customerId = from ? idOf(from.customer) : params.customer
  if (!customerId) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = findParam<Customer>(env, 'customer', customerId, 'customer')
  if (!from && !params.phases?.length) throw invalid('Missing required param: phases.', 'phases', 'parameter_missing')
  const start = typeof params.start_date === 'number' ? params.start_date : now
  const phases = from ? fromSubscription(scene, from) : phasesOf(scene, params.phases ?? [], start)
  const begun = from !== undefined || start <= now
  const schedule = {
    ...{ id: sandbox.ids.make('sub_sched'), object: 'subscription_schedule', application: null },
    ...{ billing_mode: { flexible: null, type: 'flexible' }, canceled_at: null, completed_at: null, created: now },
    current_phase: begun && phases[0] ? { start_date: phases[0].start_date, end_date: phases[0].end_date } : null,
    ...{ customer: customer.id, customer_account: null },
    default_settings: {
      ...{
        application_fee_percent: null,
        billing_cycle_anchor: 'automatic',
        billing_thresholds: null,
        collection_method: 'charge_automatically',
      },
      ...{ default_payment_method: null, description: null, on_behalf_of: null, transfer_data: null },
      automatic_tax: { disabled_reason: null, enabled: false, liability: null },
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        days_until_due: null,
        description: null,
        footer: null,
        issuer: { type: 'self' },
      },
    },
    ...{
      end_behavior: params.end_behavior ?? 'release',
      livemode: env.livemode,
      metadata: mergeMetadata(null, params.metadata),
    },
    ...{ pause_schedules: [], phases, released_at: null, released_subscription: null },
    ...{ status: begun ? 'active' : 'not_started', subscription: from?.id ?? null },
    test_clock: idOf(customer.test_clock) ?? null,
  } as unknown as Schedule
  env.store.insert(schedule)
  if (from) env.store.replace({ ...from, schedule: schedule.id })
  emit(scene, 'subscription_schedule.created', schedule)
  const last = phases.at(-1)
  if (last) planPhases(scene, schedule.id, last.end_date)
  return schedule
}

/** How long before the end of its last phase a schedule says so. */
const NOTICE_SECONDS = 7 * 86_400

const planPhases = (scene: Scene, id: string, moment: number): void => {
  const notice = moment - NOTICE_SECONDS
  if (notice > seconds(scene)) at(scene, notice, { name: 'phases end soon', id, moment })
  at(scene, moment, { name: 'phases end', id, moment })
}

const isLastPhase = ({ phases, status }: Schedule, moment: number | undefined): boolean =>
  status === 'active' && phases.at(-1)?.end_date === moment

export const tellExpiring: Work = (scene, { id, moment }) => {
  const schedule = find<Schedule>(scene.env, 'subscription_schedule', id)
  if (isLastPhase(schedule, moment)) emit(scene, 'subscription_schedule.expiring', schedule)
}

/**
 * The last phase is over: the schedule is completed, whatever becomes of its subscription.
 * @see docs.stripe.com/billing/subscriptions/subscription-schedules (completing a schedule)
 */
export const endPhases: Work = (scene, { id, moment }) => {
  const schedule = find<Schedule>(scene.env, 'subscription_schedule', id)
  if (!isLastPhase(schedule, moment)) return
  const isReleased = schedule.end_behavior === 'release'
  const completed = {
    ...{ status: 'completed' as const, completed_at: seconds(scene) },
    ...(isReleased && { subscription: null, released_subscription: idOf(schedule.subscription) ?? null }),
  }
  end(scene, schedule, completed, 'subscription_schedule.completed')
}

/** The subscription of a schedule ended because it was not paid. */
export const abortSchedule = (scene: Scene, subscription: string): void => {
  const schedule = all<Schedule>(scene.env, 'subscription_schedule').find(
    (one) => idOf(one.subscription) === subscription && ['active', 'not_started'].includes(one.status)
  )
  if (!schedule) return
  end(scene, schedule, { status: 'canceled', canceled_at: seconds(scene) }, 'subscription_schedule.aborted')
}

const release = (scene: Scene, schedule: Schedule): Schedule => {
  const released = {
    ...{ status: 'released' as const, released_at: seconds(scene), subscription: null },
    released_subscription: idOf(schedule.subscription) ?? null,
  }
  return end(scene, schedule, released, 'subscription_schedule.released')
}

const end = (scene: Scene, schedule: Schedule, patch: Partial<Schedule>, type: string): Schedule => {
  if (!['active', 'not_started'].includes(schedule.status)) {
    throw invalid(`You cannot change a subscription schedule that is ${schedule.status}.`)
  }
  const ended = scene.env.store.replace({ ...schedule, ...patch, current_phase: null })
  emit(scene, type, ended)
  return ended
}

export const subscriptionSchedules: Resource = {
  routes: {
    'POST /v1/subscription_schedules': (call) => create(call, call.params as Stripe.SubscriptionScheduleCreateParams),
    'GET /v1/subscription_schedules': (call) => {
      const { customer } = call.params as Stripe.SubscriptionScheduleListParams
      const found = all<Schedule>(call.env, 'subscription_schedule').filter(
        (schedule) => customer === undefined || schedule.customer === customer
      )
      return pageOf(call, found, '/v1/subscription_schedules')
    },
    'GET /v1/subscription_schedules/{id}': ({ env, id }) => find(env, 'subscription_schedule', id),
    'POST /v1/subscription_schedules/{id}': (call) => {
      const schedule = find<Schedule>(call.env, 'subscription_schedule', call.id)
      const { end_behavior, metadata, phases } = call.params as Stripe.SubscriptionScheduleUpdateParams
      const start = schedule.phases[0]?.start_date ?? seconds(call)
      const patch = {
        ...(end_behavior && { end_behavior }),
        ...(phases && { phases: phasesOf(call, phases as PhaseParams[], start) }),
        metadata: mergeMetadata(schedule.metadata, metadata),
      }
      const last = patch.phases?.at(-1)
      if (last) planPhases(call, schedule.id, last.end_date)
      return change(call, schedule, patch, 'subscription_schedule.updated')
    },
    'POST /v1/subscription_schedules/{id}/cancel': (call) => {
      const schedule = find<Schedule>(call.env, 'subscription_schedule', call.id)
      return end(call, schedule, { status: 'canceled', canceled_at: seconds(call) }, 'subscription_schedule.canceled')
    },
    'POST /v1/subscription_schedules/{id}/release': (call) =>
      release(call, find<Schedule>(call.env, 'subscription_schedule', call.id)),
  },
}
