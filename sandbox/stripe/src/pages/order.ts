import { type Html, html } from './html'
import { formatInterval, formatMoney } from './money'
import type { Order, PageLine } from './views'

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

/** What stands under a line's name: its description, then how many, at which price, how often. */
const lineNotes = (line: PageLine, currency: string): Html[] => {
  const isSeveral = line.quantity !== 1
  const count = isSeveral && !line.adjustable && `Quantity ${line.quantity}`
  const each = (isSeveral || line.adjustable !== undefined) && `${formatMoney(line.unitAmount, currency)} each`
  const every = line.recurring && formatInterval(line.recurring)
  const notes = [line.description, [count, each, every].filter(Boolean).join(' · ')]
  return notes.flatMap((note) => (note ? [html`<p class="note">${note}</p>`] : []))
}

/** The lines of an order. @param control what else stands in a line, such as its quantity */
export const orderLines = (
  { lines, currency }: Order,
  control: (line: PageLine, index: number) => Html = () => html``
): Html =>
  html`<ul class="lines">${lines.map(
    (line, index) =>
      html`<li><strong>${line.name}</strong><span class="amount">${formatMoney(line.amount, currency)}</span>
${lineNotes(line, currency)}${control(line, index)}</li>`
  )}</ul>`

/** How an amount of the totals is written; goods are without what sending costs. */
type Money = (amount: number, isGoods?: boolean) => Html | string

const between = (order: Order, subtotal: number, isSent: boolean) => {
  const { discount = 0, discountLabel, shipping = 0, tax = 0, total } = order
  const rest = total - subtotal + discount - shipping - tax
  return [
    { label: discountLabel ? `Discount (${discountLabel})` : 'Discount', amount: -discount },
    { label: 'Shipping', amount: shipping, isShipping: true },
    { label: 'Tax', amount: tax },
    { label: rest < 0 ? 'Discounts' : 'Taxes and other charges', amount: rest },
  ].filter(({ amount, isShipping }) => amount !== 0 || (isShipping && isSent))
}

/** What is paid, and how it comes about. @param due what the last row is called */
export const orderTotals = (order: Order, due: string, money: Money, isSent = false): Html => {
  const { currency, lines, total, trialDays } = order
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0)
  const rows = trialDays ? [] : between(order, subtotal, isSent)
  const after = trialDays && recurringPrice(order)
  return html`<dl class="totals">${rows.length > 0 && html`<dt>Subtotal</dt><dd>${money(subtotal, true)}</dd>`}${rows.map(
    ({ label, amount, isShipping }) =>
      html`<dt>${label}</dt><dd${isShipping && html` data-shipping`}>${formatMoney(amount, currency)}</dd>`
  )}${after && html`<dt>After the trial</dt><dd>${after}</dd>`}<dt class="due">${due}</dt><dd class="due">${money(total)}</dd></dl>`
}

/** Facts with their names, those that are known. */
export const factList = (facts: ReadonlyArray<readonly [string, string | undefined]>): Html =>
  html`<dl class="facts">${facts.flatMap(([name, fact]) => (fact ? [html`<dt>${name}</dt><dd>${fact}</dd>`] : []))}</dl>`
