import type Stripe from 'stripe'
import { CHOICES } from '../../src/events/index'
import { settledEvents } from '../../src/events/settled'
import { TEST_KEY } from './embedded'
import { createInstalled, type Installed } from './installed'

const DAY = 86_400_000

/** What a story can do: sell by the bot's actions, act as the customer and as the shopkeeper, let time pass. */
export const createStory = async (options: Parameters<typeof createInstalled>[0] = {}) => {
  const world = await createInstalled({ start: Date.UTC(2026, 10, 24, 12), ...options })
  await world.botpress.install({ apiKey: TEST_KEY, events: [...CHOICES], otherEvents: ['customer.tax_id.created'] })
  const place = world.botpress.grantConversation()
  const stripe = world.shop()
  const heard: Heard[] = []
  world.stripe.subscribe((entry) => {
    if (entry.kind === 'event') heard.push({ id: entry.id, type: entry.type })
  })

  const sell = async (action: string, input: object): Promise<{ id: string; url: string }> => {
    const { output } = await world.botpress.callAction(action, { ...place, metadata: { order: '42' }, ...input })
    return output as { id: string; url: string }
  }

  /** The payment page behind the address of a link or a session. */
  const open = async (url: string): Promise<string> => {
    const response = await world.stripe.fetch(new Request(url))
    return new URL(response.headers.get('location') ?? url, url).href
  }

  const submit = async (page: string, fields: Record<string, string>): Promise<void> => {
    const body = new URLSearchParams({ email: 'payer@example.com', name: 'Payer', ...fields })
    const response = await world.stripe.fetch(new Request(page, { method: 'POST', body }))
    if (response.status >= 400) throw new Error(`The page answered ${response.status}.`)
    await world.stripe.settled()
  }

  return {
    ...{ world, place, stripe, sell, open },
    /** Pays on a page with a card. */
    pay: (page: string, number = '4242424242424242') => submit(page, { number, cvc: '123', expiry: '12/40' }),
    /** Pays on a page from a bank account. */
    debit: (page: string, account: string) => submit(page, { account }),
    /** Moves time on; it stands still while webhooks are on their way. */
    days: async (count: number) => {
      await world.stripe.settled()
      await world.clock.advance(count * DAY, world.stripe.settled)
    },
    settled: () => world.stripe.settled(),
    told: () => toldIn(world, heard),
    close: world.close,
  }
}

export type Story = Awaited<ReturnType<typeof createStory>>

/** What a shopkeeper does with Stripe beside the bot. */
export const customerOf = (stripe: Stripe, metadata: Record<string, string> = {}, method = 'pm_card_visa') =>
  stripe.customers.create({
    ...{ email: 'payer@example.com', payment_method: method, metadata },
    invoice_settings: { default_payment_method: method },
  })

const isSettled = (type: string): boolean => Object.hasOwn(settledEvents, type)

/** An event that Stripe recorded. */
interface Heard {
  id: string
  type: string
}

/** The bot's events in the order in which Stripe recorded theirs, however the deliveries overlapped. */
const inOrder = ({ botpress }: Installed, heard: Heard[]) => {
  const places = new Map(heard.map(({ id }, index) => [id, index]))
  const place = ({ payload }: { payload: Record<string, unknown> }) => places.get(String(payload.eventId)) ?? -1
  return botpress.events.toSorted((a, b) => place(a) - place(b))
}

/** Of a Stripe object, what tells it apart. */
const summary = (data: unknown): unknown => {
  const { type, object } = data as { type: string; object: Record<string, unknown> }
  return { type, object: { id: object.id, object: object.object, status: object.status } }
}

/** What Stripe said, and what the bot was told of it, as a golden shows it. */
const toldIn = (world: Installed, heard: Heard[]) => {
  const bot = inOrder(world, heard).map(({ type, payload, conversationId, userId, messageId }) => ({
    ...{ type, conversationId, userId, messageId },
    payload: isSettled(type) ? payload : { ...payload, data: summary(payload.data) },
  }))
  return {
    stripe: heard.map(({ type }) => type),
    settled: bot.filter(({ type }) => isSettled(type)),
    mirrored: bot.filter(({ type }) => !isSettled(type)),
  }
}

const ID =
  /(?<![A-Za-z])(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|(?:acct|ch|conv|cs_test|cus|du|evt|in|msg|payout|pi|plink|pm|price|prod|re|sub_sched|sub|test|user)_[A-Za-z0-9]{8,})/g

/** A golden's text: IDs are numbered in the order in which they appear, moments counted from the first. */
export const goldenOf = (value: unknown): string => {
  const ids = new Map<string, string>()
  const counts = new Map<string, number>()
  const name = (id: string): string => {
    const known = ids.get(id)
    if (known !== undefined) return known
    const prefix = id.includes('_') ? id.slice(0, id.lastIndexOf('_')) : 'uuid'
    const count = (counts.get(prefix) ?? 0) + 1
    counts.set(prefix, count)
    ids.set(id, `${prefix}_${count}`)
    return `${prefix}_${count}`
  }
  return `${JSON.stringify(value, null, 2).replace(ID, name)}\n`
}
