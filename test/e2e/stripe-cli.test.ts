import { existsSync } from 'node:fs'
import type { StripeSandbox } from '@botpress-stripe/sandbox-stripe'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHOICES, isSettledName } from '../../integration/src/events/index'
import type { SettledName } from '../../integration/src/events/settled'
import { events } from '../../integration/src/events/table'
import { stripeCli } from '../../scripts/stripe-cli'
import { createStripeCli, type StripeCli } from './support/stripe-cli'
import { createWorld, testKey, type World } from './support/world'

const isInstalled = existsSync(stripeCli())
if (!isInstalled) console.warn(`The triggers of Stripe's command-line tool are left out: ${stripeCli()} is missing.`)

/**
 * The triggers of Stripe's command-line tool that make an event of our table happen, and what a bot is told of payments
 * then. Their names are those of the events.
 */
const TRIGGERS: Record<string, SettledName[]> = {
  'charge.dispute.closed': [],
  'charge.dispute.created': [],
  'charge.dispute.updated': [],
  'charge.failed': [],
  'charge.refunded': ['paymentRefunded'],
  'charge.succeeded': [],
  'checkout.session.async_payment_failed': ['paymentFailed', 'paymentPending'],
  'checkout.session.async_payment_succeeded': ['paymentPending', 'paymentSucceeded'],
  'checkout.session.completed': ['paymentSucceeded'],
  'checkout.session.expired': ['paymentExpired'],
  'customer.created': [],
  'customer.deleted': [],
  'customer.subscription.created': ['paymentSucceeded'],
  'customer.subscription.deleted': ['paymentSucceeded'],
  'customer.subscription.paused': [],
  'customer.subscription.trial_will_end': [],
  'customer.subscription.updated': ['paymentSucceeded'],
  'customer.updated': [],
  'invoice.created': [],
  'invoice.finalized': [],
  'invoice.marked_uncollectible': [],
  'invoice.paid': ['paymentSucceeded'],
  'invoice.payment_action_required': ['paymentActionRequired'],
  'invoice.payment_failed': ['paymentFailed'],
  'invoice.voided': [],
  'payment_intent.amount_capturable_updated': [],
  'payment_intent.canceled': [],
  'payment_intent.payment_failed': [],
  'payment_intent.processing': [],
  'payment_intent.requires_action': [],
  'payment_intent.succeeded': [],
  'subscription_schedule.canceled': [],
  'subscription_schedule.completed': [],
  'subscription_schedule.created': [],
  'subscription_schedule.released': [],
  'subscription_schedule.updated': [],
}

/** Triggers under other names than that of the event they are for. */
const BY_ANOTHER_NAME: Record<string, { event: string; tells: SettledName[] }> = {
  'charge.refund.updated': { event: 'refund.updated', tells: ['paymentRefunded'] },
  'subscription.payment_failed': { event: 'invoice.payment_failed', tells: ['paymentFailed'] },
  'subscription.payment_succeeded': { event: 'invoice.paid', tells: ['paymentSucceeded'] },
}

/** Events of the table that the tool has no trigger for, but which come along with one. */
const COMES_ALONG: Record<string, string> = {
  'charge.pending': 'with payment_intent.processing',
  'refund.created': 'with charge.refunded',
  'refund.updated': 'with charge.refund.updated',
}

/** Events of the table that no trigger makes happen. They are told in `integration/test/webhook/sequences.test.ts`. */
const OUT_OF_REACH: Record<string, string> = {
  'customer.subscription.resumed': 'no trigger resumes a subscription: the one that pauses stops there',
  'invoice.overdue': 'no trigger: an invoice would have to wait for its due date',
  'invoice.upcoming': 'no trigger: comes a week before a renewal',
  'payout.failed': 'no trigger: the tool makes payouts that succeed only',
  'refund.failed': 'no trigger: a refund fails a day later, at its bank',
}

const typesOfTable = Object.values(events).map(({ stripe }) => stripe)
const nameOf = new Map<string, string>(Object.entries(events).map(([name, { stripe }]) => [stripe, name]))

const watch = (stripe: StripeSandbox) => {
  const seen = { events: [] as Array<{ id: string; type: string }>, deliveries: [] as string[] }
  stripe.subscribe((entry) => {
    if (entry.kind === 'event') seen.events.push({ id: entry.id, type: entry.type })
    if (entry.kind === 'delivery') seen.deliveries.push(`attempt ${entry.attempt}: ${entry.status}`)
  })
  return seen
}

describe.skipIf(!isInstalled)("the triggers of Stripe's command-line tool", () => {
  let world: World
  let cli: StripeCli
  let seen: ReturnType<typeof watch>
  const told = new Set<string>()

  beforeAll(async () => {
    world = await createWorld()
    await world.botpress.install({ apiKey: testKey(), events: [...CHOICES] })
    cli = await createStripeCli(world.stripeUrl)
    seen = watch(world.stripe)
  })
  afterAll(async () => {
    await cli.close()
    await world.close()
  })

  /** Runs a trigger, and returns what came of it until nothing moves any more. */
  const trigger = async (name: string) => {
    const before = { events: seen.events.length, told: world.botpress.events.length }
    seen.deliveries.length = 0
    world.stripe.requests.clear()
    const output = await cli.trigger(name)
    await world.stripe.settled()
    return {
      output,
      happened: seen.events.slice(before.events),
      heard: world.botpress.events.slice(before.told),
      statuses: new Set(world.stripe.requests.entries().map(({ status }) => status)),
    }
  }

  it('are all listed above, and so is what they do not reach', async () => {
    const names = await cli.triggers()
    expect(names.length).toBeGreaterThan(100)
    expect(names.filter((name) => nameOf.has(name)).sort()).toEqual(Object.keys(TRIGGERS))
    expect(names).toEqual(expect.arrayContaining(Object.keys(BY_ANOTHER_NAME)))
    const others = typesOfTable.filter((type) => !names.includes(type)).sort()
    expect(others).toEqual(Object.keys({ ...COMES_ALONG, ...OUT_OF_REACH }).sort())
  })

  it.each([
    ...Object.entries(TRIGGERS).map(([name, tells]) => ({ name, event: name, tells })),
    ...Object.entries(BY_ANOTHER_NAME).map(([name, { event, tells }]) => ({ name, event, tells })),
  ])('$name', async ({ name, event, tells }) => {
    const { output, happened, heard, statuses } = await trigger(name)
    expect(output).toContain('Trigger succeeded')
    expect(happened.map(({ type }) => type)).toContain(event)
    // Some triggers are about a card that is declined; nothing else is refused.
    expect([...statuses].filter((status) => status !== 200 && status !== 402)).toEqual([])
    expect(seen.deliveries.filter((delivery) => delivery !== 'attempt 1: 200')).toEqual([])

    const settled = heard.filter(({ type }) => isSettledName(type))
    const mirrored = heard.filter(({ type }) => !isSettledName(type))
    const expected = happened.flatMap(({ id, type }) => (nameOf.has(type) ? [`${nameOf.get(type)} ${id}`] : []))
    expect(mirrored.map(({ type, payload }) => `${type} ${payload.eventId}`).sort()).toEqual(expected.sort())
    expect(settled.map(({ type }) => type).sort()).toEqual(tells)
    for (const { type } of mirrored) told.add(type)
  })

  it('together tell of every event of the table that is not out of reach', () => {
    const missing = typesOfTable.filter((type) => !told.has(nameOf.get(type) ?? ''))
    expect(missing.sort()).toEqual(Object.keys(OUT_OF_REACH))
  })

  it('reach nothing but this machine: the tool is refused when it asks for a newer version of itself', () => {
    expect(new Set(cli.refused)).toEqual(new Set(['api.github.com:443']))
  })
})
