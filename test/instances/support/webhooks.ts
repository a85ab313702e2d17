import Stripe from 'stripe'
import { type Fleet, SECRET } from './fleet'

/** Signed as Stripe signs it, and about an object of its own. */
const signed = (number: number) => {
  const created = Math.floor(Date.now() / 1000)
  const object = { id: `ch_${number}`, object: 'charge', amount: 1999, currency: 'usd', metadata: {}, customer: null }
  const event = { id: `evt_${number}`, object: 'event', api_version: '2026-10-28.endive', created, livemode: false }
  const payload = JSON.stringify({ ...event, type: 'charge.failed', data: { object } })
  const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET })
  return { method: 'POST', path: '/', query: '', headers: { 'stripe-signature': header }, body: payload }
}

/** How many events are under way at once. */
const AT_ONCE = 16
/** Stripe waits for minutes and hours between two tries; here a moment has to do. Milliseconds. */
const PAUSE = 100

export interface StormResult {
  /** Requests by the status they were answered with. */
  answers: Record<number, number>
  /** Events that were never taken. */
  refused: number
  /** How often the bot got each of them: the numbers that are not 1. */
  notOnce: Record<string, number>
}

/** Each event is sent to two instances at once, and to each again until it is taken. */
export const storm = async (
  fleet: Fleet,
  events: number,
  meanwhile: (done: number) => void = () => undefined,
  mostTries = 100
): Promise<StormResult> => {
  const answers: Record<number, number> = {}
  const given = new Map<string, number>(Array.from({ length: events }, (_, number) => [`evt_${number}`, 0]))
  const stop = fleet.botpress.subscribe((entry) => {
    if (entry.kind !== 'event') return
    const id = String(entry.event.payload.eventId)
    given.set(id, (given.get(id) ?? 0) + 1)
  })
  let [next, done, refused] = [0, 0, 0]
  const send = async (instance: number, number: number): Promise<void> => {
    for (let tries = 1; ; tries++) {
      const { status } = await fleet.webhook(instance, signed(number)).catch(() => ({ status: 0 }))
      answers[status] = (answers[status] ?? 0) + 1
      if (status === 200) return
      if (tries === mostTries) {
        refused++
        return
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
  const sender = async (): Promise<void> => {
    while (next < events) {
      const number = next++
      const [one, other] = [number % fleet.instances.length, (number + 1 + (number % 3)) % fleet.instances.length]
      await Promise.all([send(one, number), send(other, number)])
      meanwhile(++done)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, sender))
  stop()
  return { answers, refused, notOnce: Object.fromEntries([...given].filter(([, times]) => times !== 1)) }
}
