import { idOf } from '../protocol/find'
import type { Scene } from '../sandbox'
import type { Invoice, InvoiceLine, Price } from '../wire'
import { couponsOf, reduceLines } from './discounts'

/** One line, before it is on an invoice. The amount is for all of the quantity. */
export interface LineParams {
  amount: number
  currency: string
  description: string | null
  quantity: number
  period: { start: number; end: number }
  parent: InvoiceLine['parent']
  price?: Price | undefined
  metadata?: Record<string, string>
  subscription?: string | undefined
  /** Default: unless it gives money back. */
  discountable?: boolean | undefined
}

export const lineOf = (scene: Scene, invoice: string, params: LineParams): InvoiceLine => {
  const { amount, currency, description, quantity, period, parent, price } = params
  return {
    ...{ id: scene.sandbox.ids.make('il'), object: 'line_item', amount, currency, description },
    ...{ discount_amounts: [], discountable: params.discountable ?? amount >= 0, discounts: [], invoice },
    ...{ livemode: scene.env.livemode, metadata: { ...params.metadata }, parent, period, pretax_credit_amounts: [] },
    pricing: {
      type: 'price_details',
      ...(price && { price_details: { price: price.id, product: idOf(price.product) ?? '' } }),
      unit_amount_decimal: price ? price.unit_amount_decimal : String(amount / quantity),
    },
    ...{ quantity, quantity_decimal: String(quantity), subscription: params.subscription ?? null, subtotal: amount },
    taxes: [],
  } satisfies InvoiceLine as InvoiceLine
}

/** Lines with what the discounts take off them. */
const discounted = (scene: Scene, discounts: readonly unknown[], lines: readonly InvoiceLine[]): InvoiceLine[] => {
  const wanted = lines.map(({ amount, discountable, pricing }) => ({
    ...{ amount: discountable ? amount : 0, product: pricing?.price_details?.product },
  }))
  const taken = reduceLines(wanted, couponsOf(scene, discounts), lines[0]?.currency ?? 'usd')
  return lines.map((line, index) => ({
    ...line,
    discount_amounts: discounts.flatMap((discount, place) => {
      const amount = taken[index]?.[place] ?? 0
      return amount === 0 ? [] : [{ amount, discount: idOf(discount) ?? '' }]
    }),
  }))
}

const sum = (amounts: ReadonlyArray<{ amount: number }>): number =>
  amounts.reduce((total, { amount }) => total + amount, 0)

/** The lines of an invoice and the amounts that follow from them. Less than nothing is owed to the customer. */
export const amountsOf = (scene: Scene, discounts: readonly unknown[], lines: readonly InvoiceLine[]) => {
  const data = discounted(scene, discounts, lines)
  const taken = data.flatMap(({ discount_amounts: amounts }) => amounts ?? [])
  const subtotal = sum(data)
  const total = subtotal - sum(taken)
  const due = Math.max(0, total)
  return {
    data,
    amounts: {
      ...{ amount_due: due, amount_remaining: due, subtotal, subtotal_excluding_tax: subtotal, total },
      ...{ total_excluding_tax: total },
      total_discount_amounts: discounts.map((entry) => {
        const discount = idOf(entry) ?? ''
        return { amount: sum(taken.filter((part) => part.discount === discount)), discount }
      }),
    },
  }
}

/** A draft with the lines in place of those it had. */
export const withLines = (scene: Scene, invoice: Invoice, lines: readonly InvoiceLine[]): Invoice => {
  const { data, amounts } = amountsOf(scene, invoice.discounts, lines)
  return { ...invoice, ...amounts, lines: { ...invoice.lines, data } }
}

/** A draft with one line more. */
export const withLine = (scene: Scene, invoice: Invoice, line: LineParams): Invoice =>
  withLines(scene, invoice, [...invoice.lines.data, lineOf(scene, invoice.id, line)])
