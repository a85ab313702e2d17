import type Stripe from 'stripe'
import { stripeEventPayload } from '../define/event'
import { sourcesOf } from './announce'
import { reminderEvents } from './reminder'
import { type SettledName, settledEvents } from './settled'
import { CLASSIC, events, type MirroredName } from './table'

/** Any other event of Stripe's that the configuration asks for. */
const otherEvents = {
  stripeEvent: {
    title: 'Stripe event',
    description: 'An event of a type that the configuration lists under "Other Stripe events".',
    payload: stripeEventPayload,
  },
}

/** Every event a bot can get. */
export const allEvents = { ...settledEvents, ...events, ...otherEvents, ...reminderEvents }

export type EventName = keyof typeof allEvents

/** The events that can be chosen in the configuration. */
export type ChosenName = SettledName | MirroredName
export const CHOICES = [...Object.keys(settledEvents), ...Object.keys(events)] as [ChosenName, ...ChosenName[]]

/** What is delivered unless the configuration says otherwise. */
export const DEFAULT_CHOICE: ChosenName[] = [...(Object.keys(settledEvents) as SettledName[]), ...CLASSIC]

/** Which events a bot wants. */
export interface Choice {
  names: ReadonlySet<string>
  /** Types of Stripe's that are delivered as `stripeEvent`. */
  others: ReadonlySet<string>
}

/** Like `customer.tax_id.created`. */
const STRIPE_TYPE = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/

/** The events that a configuration chooses. Types that are not Stripe's in form are left out: `register` refuses them. */
export const choiceOf = (configuration: {
  events?: string[] | undefined
  otherEvents?: string[] | undefined
}): Choice => ({
  names: new Set(configuration.events?.length ? configuration.events : DEFAULT_CHOICE),
  others: new Set(
    (configuration.otherEvents ?? []).map((type) => type.trim()).filter((type) => STRIPE_TYPE.test(type))
  ),
})

/** Whether an event tells of a payment. */
export const isSettledName = (name: string): name is SettledName => Object.hasOwn(settledEvents, name)
const isMirroredName = (name: string): name is MirroredName => Object.hasOwn(events, name)

/** The types our webhook endpoint asks Stripe for: exactly those that the choice needs. */
export const enabledEvents = ({ names, others }: Choice): Stripe.WebhookEndpointCreateParams.EnabledEvent[] => {
  const types = [...names].flatMap((name) =>
    isSettledName(name) ? sourcesOf(name) : isMirroredName(name) ? [events[name].stripe] : []
  )
  return [...new Set([...types, ...others])].sort() as Stripe.WebhookEndpointCreateParams.EnabledEvent[]
}
