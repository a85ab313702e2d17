import { expect } from 'vitest'
import { type Customer, enter, toPattern } from './customer'
import type { Shop } from './shop'

/** What a line of a story can be, and what it does: one row each. */
interface Scene {
  shop: Shop
  /** The person of this name, who enters when they are first mentioned. */
  who(name: string | undefined): Promise<Customer>
  /** How many objects of a type there were at Stripe when the story began. */
  before(type: string): number
}

type Verb = [pattern: RegExp, run: (scene: Scene, parts: string[]) => Promise<void>]

const UNITS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

const countOf = ({ stripe }: Shop, type: string): number => stripe.count(type, 'test')

const VERBS: Verb[] = [
  [/^(?:(\w+) )?enters$/, async ({ who }, [name]) => (await who(name)).begin()],
  [/^(?:(\w+) )?> \[(.+)\]$/, async ({ who }, [name, label = '']) => (await who(name)).press(label)],
  [/^(?:(\w+) )?> (.+)$/, async ({ who }, [name, text = '']) => (await who(name)).say(text)],
  [
    /^(?:(\w+) )?< (.+)$/,
    async ({ who }, [name, line = '']) => {
      const said = await (await who(name)).next()
      if (said === undefined || !toPattern(line).test(said)) expect(said).toBe(line)
    },
  ],
  [
    /^(?:(\w+) )?pays with ([\d ]+)(?:, and the page says "(.+)")?$/,
    async ({ who }, [name, number = '', says = '']) => {
      expect(await (await who(name)).pay(number.replaceAll(' ', ''))).toContain(says)
    },
  ],
  [
    /^(?:(\w+) )?opens the link, and the page says "(.+)"$/,
    async ({ who }, [name, says = '']) => expect(await (await who(name)).open()).toContain(says),
  ],
  [
    /^(\d+) (minute|hour|day)s? pass(?:es)?$/,
    async ({ shop }, [number, unit = '']) => shop.pass(Number(number) * (UNITS[unit] ?? 0)),
  ],
  [/^given (\{.+\})$/, async ({ shop }, [json = '{}']) => shop.configure(JSON.parse(json))],
  [/^Stripe is (down|up)$/, async ({ shop }, [state]) => shop.setDown(state === 'down')],
  [
    /^Stripe loses its next answer$/,
    async ({ shop }) =>
      shop.stripe.faults.add({ fault: 'reset after', times: 1, matches: (operation) => operation.startsWith('POST') }),
  ],
  [
    /^the last news comes again$/,
    async ({ shop }) => {
      expect(await shop.tellAgain()).toBe(200)
      await shop.settled()
    },
  ],
  [
    /^(\w+) presses (\w+)'s refund button$/,
    async ({ shop, who }, [name, other]) => {
      const { userId } = await who(other)
      const paid = shop.botpress.events.find((event) => event.type === 'paymentSucceeded' && event.userId === userId)
      await (await who(name)).say('That one', `payback:${paid?.payload.paymentIntentId}`)
    },
  ],
  [
    /^at Stripe: (\d+) ([\w.]+)$/,
    async ({ shop, before }, [number, type = '']) => expect(countOf(shop, type) - before(type)).toBe(Number(number)),
  ],
  [
    /^nowhere: (.+)$/,
    async ({ shop }, [text = '']) => {
      const { entries, botpress } = shop
      const kept = JSON.stringify([entries, botpress.messages, botpress.states, botpress.events, botpress.users])
      const forms = [text, text.replaceAll(' ', ''), text.slice(0, 9)]
      expect(forms.filter((form) => kept.includes(form))).toEqual([])
    },
  ],
]

const TYPES = ['payment_intent', 'charge', 'refund', 'subscription', 'checkout.session', 'customer', 'invoice']

const runLine = async (scene: Scene, line: string): Promise<void> => {
  for (const [pattern, run] of VERBS) {
    const match = pattern.exec(line)
    if (match) return run(scene, match.slice(1))
  }
  throw new Error(`No story knows what this means: ${line}`)
}

/**
 * Plays a story: what people say and do, what the bot answers, line by line. Whatever the bot says has to be told: a word
 * too many fails the story as one too few does.
 * @param name makes the windows of its people their own
 */
export const play = async (shop: Shop, name: string, text: string): Promise<void> => {
  const people = new Map<string, Customer>()
  const counts = new Map(TYPES.map((type) => [type, countOf(shop, type)]))
  const who = async (person = 'ada'): Promise<Customer> => {
    const known = people.get(person) ?? (await enter(shop, `${name}-${person}`))
    people.set(person, known)
    return known
  }
  const before = (type: string): number => {
    const count = counts.get(type)
    if (count === undefined) throw new Error(`"${type}" is not counted: add it to TYPES.`)
    return count
  }
  const unread = async (at: string): Promise<void> => {
    for (const [person, { next }] of people)
      expect(await next(), `${person} heard more than the story tells, before: ${at}`).toBe(undefined)
  }
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    if (!/^(\w+ )?< /.test(trimmed)) await unread(trimmed)
    try {
      await runLine({ shop, who, before }, trimmed)
    } catch (error) {
      if (error instanceof Error) error.message = `line ${index + 1}: ${trimmed}\n${error.message}`
      throw error
    }
  }
  await unread('the end')
}
