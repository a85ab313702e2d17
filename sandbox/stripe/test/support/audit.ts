import type { Snapshot } from '../../src'

/** What is wrong with the money of an account, in words. Everything is computed anew from the objects that say what was paid. */

type Fields = Record<string, unknown>

const number = (object: Fields, name: string): number => {
  const value = object[name]
  if (typeof value === 'number') return value
  throw new Error(`${object.object} ${object.id}: ${name} is ${JSON.stringify(value)}`)
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? { ...value } : {})
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : [])
const sum = (objects: readonly Fields[], name = 'amount'): number =>
  objects.reduce((total, object) => total + number(object, name), 0)

const groupBy = <T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const value of values) {
    const group = groups.get(keyOf(value))
    if (group) group.push(value)
    else groups.set(keyOf(value), [value])
  }
  return groups
}

const createBooks = (snapshot: Snapshot) => {
  const objects = snapshot.test.objects.map(fieldsOf).filter(({ deleted }) => deleted !== true)
  const byId = new Map(objects.map((object) => [String(object.id), object]))
  const byType = groupBy(objects, ({ object }) => String(object))
  return {
    all: (type: string): Fields[] => byType.get(type) ?? [],
    get: (id: unknown): Fields => byId.get(String(id)) ?? {},
  }
}

type Books = ReturnType<typeof createBooks>
type Tell = (object: Fields, what: string, is: unknown, shouldBe: unknown) => void

const isTaken = ({ status }: Fields): boolean => status !== 'won' && !String(status).startsWith('warning_')

/** Charges and what was given back of them. */
const auditCharges = ({ all, get }: Books, tell: Tell): void => {
  const refunds = groupBy(
    all('refund').filter(({ status }) => status !== 'failed'),
    ({ charge }) => String(charge)
  )
  for (const charge of all('charge')) {
    const taken = charge.paid === true && charge.captured === true
    const given = sum(refunds.get(String(charge.id)) ?? [])
    const transaction = get(charge.balance_transaction)
    if (!taken) {
      tell(charge, 'balance_transaction', charge.balance_transaction, null)
      continue
    }
    tell(charge, 'amount_refunded', charge.amount_refunded, given)
    tell(charge, 'refunded', charge.refunded, given === charge.amount_captured)
    tell(charge, 'amount of its transaction', transaction.amount, charge.amount_captured)
    tell(charge, 'source of its transaction', transaction.source, charge.id)
    if (given > number(charge, 'amount_captured')) tell(charge, 'refunds', given, 'no more than was captured')
  }
  for (const refund of all('refund')) {
    tell(refund, 'amount of its transaction', get(refund.balance_transaction).amount, -number(refund, 'amount'))
  }
  for (const intent of all('payment_intent')) {
    const isPaid = intent.status === 'succeeded'
    const captured = isPaid ? get(intent.latest_charge).amount_captured : 0
    tell(intent, 'amount_received', intent.amount_received, captured)
    tell(
      intent,
      'amount_capturable',
      intent.amount_capturable,
      intent.status === 'requires_capture' ? intent.amount : 0
    )
  }
}

/** The balance is the sum of its transactions, and that is what came in less what went out. */
const auditBalance = ({ all }: Books, balance: Fields, tell: Tell): void => {
  const transactions = all('balance_transaction')
  const [available, pending] = [listOf(balance.available), listOf(balance.pending)]
  const currencies = new Set([...transactions, ...available].map(({ currency }) => String(currency)))
  for (const currency of currencies) {
    const of = (type: string) => all(type).filter((object) => object.currency === currency)
    const mine = of('balance_transaction')
    for (const one of mine) tell(one, 'net', one.net, number(one, 'amount') - number(one, 'fee'))
    const part = (list: Fields[]) => sum(list.filter((one) => one.currency === currency))
    const net = (status: string) =>
      sum(
        mine.filter((one) => one.status === status),
        'net'
      )
    tell(balance, `available ${currency}`, part(available), net('available'))
    tell(balance, `pending ${currency}`, part(pending), net('pending'))
    const charges = of('charge').filter(({ paid, captured }) => paid === true && captured === true)
    const came = sum(charges, 'amount_captured') + sum(of('topup').filter(({ status }) => status === 'succeeded'))
    const went =
      sum(of('refund').filter(({ status }) => status !== 'failed')) +
      sum(of('dispute').filter(isTaken)) +
      sum(of('payout').filter(({ status }) => status !== 'canceled'))
    tell(balance, `sum ${currency}`, part(available) + part(pending), came - went - sum(mine, 'fee'))
  }
}

const lineSums = (invoice: Fields) => {
  const lines = listOf(fieldsOf(invoice.lines).data)
  const discounts = lines.flatMap(({ discount_amounts: amounts }) => listOf(amounts))
  return { subtotal: sum(lines), discount: sum(discounts), lines }
}

/** An invoice: its lines, its discounts, what is owed of it and what was paid. */
const auditInvoices = ({ all, get }: Books, tell: Tell): void => {
  const payments = groupBy(
    all('invoice_payment').filter(({ status }) => status === 'paid'),
    ({ invoice }) => String(invoice)
  )
  const notes = groupBy(
    all('credit_note').filter(({ status }) => status === 'issued'),
    ({ invoice }) => String(invoice)
  )
  for (const invoice of all('invoice')) {
    const { subtotal, discount } = lineSums(invoice)
    const own = notes.get(String(invoice.id)) ?? []
    tell(invoice, 'subtotal', invoice.subtotal, subtotal)
    tell(invoice, 'total_discount_amounts', sum(listOf(invoice.total_discount_amounts)), discount)
    tell(invoice, 'total', invoice.total, subtotal - discount)
    tell(
      invoice,
      'pre_payment_credit_notes_amount',
      invoice.pre_payment_credit_notes_amount,
      sum(own, 'pre_payment_amount')
    )
    tell(
      invoice,
      'post_payment_credit_notes_amount',
      invoice.post_payment_credit_notes_amount,
      sum(own, 'post_payment_amount')
    )
    if (invoice.status === 'draft') continue
    const owed = subtotal - discount + number(invoice, 'starting_balance')
    const reduced = number(invoice, 'pre_payment_credit_notes_amount')
    tell(invoice, 'amount_due', number(invoice, 'amount_due') + reduced, Math.max(0, owed))
    tell(invoice, 'ending_balance', invoice.ending_balance, Math.min(0, owed))
    const due = number(invoice, 'amount_due')
    tell(
      invoice,
      'amount_paid + amount_remaining',
      number(invoice, 'amount_paid') + number(invoice, 'amount_remaining'),
      due
    )
    if (invoice.status === 'paid') tell(invoice, 'amount_remaining', invoice.amount_remaining, 0)
    const paid = payments.get(String(invoice.id)) ?? []
    if (paid.length > 0 || invoice.status !== 'paid')
      tell(invoice, 'payments', sum(paid, 'amount_paid'), invoice.amount_paid)
  }
  for (const payment of [...payments.values()].flat()) {
    const intent = get(fieldsOf(payment.payment).payment_intent)
    tell(payment, 'amount of its intent', intent.amount_received, payment.amount_paid)
  }
}

/** What waits for an invoice is on none; what is on one is on it once. */
const auditItems = ({ all, get }: Books, tell: Tell): void => {
  const shown = all('invoice').flatMap((invoice) =>
    lineSums(invoice).lines.flatMap(({ parent, amount }) => {
      const { invoice_item_details: plain, subscription_item_details: prorated } = fieldsOf(parent)
      const item = fieldsOf(plain).invoice_item ?? fieldsOf(prorated).invoice_item
      return typeof item === 'string' ? [{ item, invoice: invoice.id, amount }] : []
    })
  )
  const places = groupBy(shown, ({ item }) => item)
  for (const item of all('invoiceitem')) {
    const on = places.get(String(item.id)) ?? []
    tell(item, 'invoices', on.map(({ invoice }) => invoice).join(), item.invoice === null ? '' : item.invoice)
    for (const line of on) tell(item, 'amount of its line', line.amount, item.amount)
    if (item.invoice !== null) tell(item, 'customer of its invoice', get(item.invoice).customer, item.customer)
  }
}

/** What a customer owes or has too much is the sum of what changed it. */
const auditCustomers = ({ all }: Books, tell: Tell): void => {
  const entries = groupBy(all('customer_balance_transaction'), ({ customer }) => String(customer))
  for (const customer of all('customer')) {
    const own = entries.get(String(customer.id)) ?? []
    tell(customer, 'balance', customer.balance, sum(own))
    let balance = 0
    for (const entry of own) {
      balance += number(entry, 'amount')
      tell(entry, 'ending_balance', entry.ending_balance, balance)
    }
  }
}

/** @param balance as the API tells it */
export const audit = (snapshot: Snapshot, balance: unknown): string[] => {
  const problems: string[] = []
  const tell: Tell = (object, what, is, shouldBe) => {
    if (is !== shouldBe) problems.push(`${object.object} ${object.id ?? ''}: ${what} is ${is}, not ${shouldBe}`)
  }
  const books = createBooks(snapshot)
  auditCharges(books, tell)
  auditBalance(books, fieldsOf(balance), tell)
  auditInvoices(books, tell)
  auditItems(books, tell)
  auditCustomers(books, tell)
  return problems
}
