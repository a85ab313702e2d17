import type { FaultSwitch } from '../api'

type Value = NonNullable<FaultSwitch['value']>

/** A switch as it is before anybody touched it. */
export type SwitchDefinition = Pick<FaultSwitch, 'name' | 'group' | 'title' | 'description'> & {
  value?: Omit<Value, 'now'> & { initial: number }
}

const everyNth = (what: string, initial: number): SwitchDefinition['value'] => ({
  ...{ title: `Every so many ${what}`, initial, minimum: 1, maximum: 100, unit: what },
})

/** What can be made to go wrong. */
export const SWITCHES = [
  {
    ...{ name: 'rate-limit', group: 'Stripe', title: 'Low rate limit' },
    description:
      'Stripe refuses what exceeds the limit with 429. The integration waits, tries again, and slows down by itself.',
    value: { title: 'Requests allowed', initial: 3, minimum: 1, maximum: 100, unit: 'a second' },
  },
  {
    ...{ name: 'latency', group: 'Stripe', title: 'Slow answers' },
    description: 'Each request takes about this long. Nothing fails; actions take longer.',
    value: { title: 'About', initial: 800, minimum: 10, maximum: 10_000, unit: 'ms' },
  },
  {
    ...{ name: 'locks', group: 'Stripe', title: 'Locked objects' },
    description:
      'Changes are answered 429 lock_timeout, as when something else changes the same object. The integration tries again.',
    value: everyNth('changes', 2),
  },
  {
    ...{ name: 'server-errors', group: 'Stripe', title: 'Server errors' },
    description: 'Requests are answered 503. The integration tries again under the same idempotency key.',
    value: everyNth('requests', 3),
  },
  {
    ...{ name: 'resets', group: 'Stripe', title: 'Connections break' },
    description:
      'Stripe does what it was asked for, and the connection breaks before the answer. The integration asks again under the same idempotency key and gets the answer of the first time: nothing is done twice.',
    value: everyNth('requests', 3),
  },
  {
    ...{ name: 'timeouts', group: 'Stripe', title: 'No answer' },
    description: 'Requests get no answer at all. The integration gives up after 12 seconds and tries again.',
    value: everyNth('requests', 4),
  },
  {
    ...{ name: 'duplicates', group: 'Webhooks', title: 'Everything twice' },
    description: 'Stripe sends each event twice. The bot is told once.',
  },
  {
    ...{ name: 'late', group: 'Webhooks', title: 'Late and out of order' },
    description:
      'Each webhook waits for anything up to this long, so that events overtake each other. The integration looks at the object as it is now.',
    value: { title: 'Up to', initial: 5_000, minimum: 100, maximum: 600_000, unit: 'ms' },
  },
  {
    ...{ name: 'botpress-down', group: 'Botpress', title: 'Botpress is down' },
    description:
      'What the integration asks of Botpress fails. Webhooks are answered with an error, so that Stripe sends them again: after 5 minutes, then later and later. Advance the time to see it.',
  },
] as const satisfies readonly SwitchDefinition[]

export type SwitchName = (typeof SWITCHES)[number]['name']
