import { type Html, html } from './html'
import { formatInterval, formatMoney } from './money'
import type { PageLine, PageMode } from './views'

/** What a page needs to know about the whole order to write its sentences. */
export interface Order {
  mode: PageMode
  lines: PageLine[]
  total: number
  currency: string
  trialDays?: number
}

/** "$12.00 per month" of the recurring lines; undefined when there are none or their intervals differ. */
export const recurringPrice = ({ lines, currency }: Order): string | undefined => {
  const recurring = lines.flatMap((line) =>
    line.recurring ? [{ ...line, every: formatInterval(line.recurring) }] : []
  )
  const [first] = recurring
  if (!first || recurring.some(({ every }) => every !== first.every)) return undefined
  const amount = recurring.reduce((sum, line) => sum + line.amount, 0)
  return `${formatMoney(amount, currency)} ${first.every}`
}

/** "14 days". */
export const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`

/** The sentence under the price: what comes after today. */
export const afterToday = (order: Order): string | undefined => {
  if (order.mode !== 'subscription') return undefined
  const price = recurringPrice(order)
  if (order.trialDays) return `${days(order.trialDays)} free${price ? `, then ${price}` : ''}`
  return price ? `${price}, until cancelled` : undefined
}

/** The business' name beside its first letter. */
export const shopName = (business: string, extra?: Html): Html => {
  const letter = [...business.trim()][0]?.toUpperCase() ?? '•'
  return html`<div class="shop"><span class="mark" aria-hidden="true">${letter}</span><span>${business}</span>${extra}</div>`
}

/** What stands under a line's name: its description, then how many, at which price, how often. */
export const lineNotes = (line: PageLine, currency: string): Html[] => {
  const isSeveral = line.quantity !== 1
  const count = isSeveral && !line.adjustable && `Quantity ${line.quantity}`
  const each = (isSeveral || line.adjustable !== undefined) && `${formatMoney(line.unitAmount, currency)} each`
  const every = line.recurring && formatInterval(line.recurring)
  const notes = [line.description, [count, each, every].filter(Boolean).join(' · ')]
  return notes.flatMap((note) => (note ? [html`<p class="note">${note}</p>`] : []))
}
