import { z } from '@botpress/sdk'
import { NAMES } from '../binding'
import { defineAction } from '../define/action'
import { momentInput } from '../define/moment'
import { pageOutput, readPage, shortPageInput } from '../define/page'
import { invalidInput } from '../errors'
import { type Owner, ownerOrCustomerInput } from '../identity/index'
import { PAYMENT_EXPAND, paymentSchema, toPayment } from '../models/payment'
import { amountInput, checkLocale, currencyInput, localeInput, minorUnits } from '../money/input'
import { parseCurrency } from '../money/money'
import { all, equals, metadataEquals } from '../search'

/** Names of the metadata that can be searched at once: Stripe takes ten clauses in all. */
const MOST_NAMES = 4

const whose = ({ isAnyone, userId = '', customerId }: Owner, botId: string): string[] => {
  if (customerId !== undefined) return [equals('customer', customerId)]
  return isAnyone ? [] : [metadataEquals(NAMES.user, userId), metadataEquals(NAMES.bot, botId)]
}

export const searchPayments = defineAction({
  title: 'Search payments',
  description:
    'Finds payments by state, amount, time or metadata, for example an order number. Everything that is given must match. Payments of the last minute may be missing.',
  input: z.object({
    status: z
      .enum(['succeeded', 'processing', 'requires_payment_method', 'requires_action', 'requires_capture', 'canceled'])
      .optional()
      .title('Status')
      .describe('Only payments in this state'),
    ...amountInput,
    currency: currencyInput.describe('Only payments in this currency; with an amount the default is usd'),
    createdAfter: momentInput
      .title('Created after')
      .describe('Only payments that were begun then or later, in seconds since 1970'),
    createdBefore: momentInput
      .title('Created before')
      .describe('Only payments that were begun before, in seconds since 1970'),
    metadata: z
      .record(z.string().max(500))
      .optional()
      .title('Metadata')
      .describe(`Only payments with these names and texts, ${MOST_NAMES} at most, for example an order number`),
    ...ownerOrCustomerInput,
    ...localeInput,
    ...shortPageInput,
  }),
  output: z.object({
    payments: z.array(paymentSchema).title('Payments').describe('The payments that match, the newest first'),
    ...pageOutput,
  }),
  examples: [
    { title: 'By order number', input: { metadata: { order: '42' }, userId: 'user_of_the_chat' } },
    { title: 'Paid, of 19.99 USD', input: { status: 'succeeded', amount: '19.99', userId: 'user_of_the_chat' } },
  ],
  async handler(input, { stripe, identity, botId }) {
    const locale = checkLocale(input.locale)
    const owner = await identity.ownerOf(input)
    const clauses = [...wanted(input), ...whose(owner, botId)]
    if (clauses.length === 0) throw invalidInput('status', 'give at least one thing to search by.')
    const query = all(...clauses)
    const page = await readPage('searchPayments', { query }, input, async ({ limit, cursor }) => {
      const expand = PAYMENT_EXPAND.map((field) => `data.${field}`)
      const found = await stripe.paymentIntents.search({ query, limit, page: cursor, expand })
      return { items: found.data, next: found.next_page ?? undefined }
    })
    return { payments: page.items.map((intent) => toPayment(intent, locale)), nextToken: page.nextToken }
  },
})

interface Wanted {
  status?: string | undefined
  unit_amount?: number | undefined
  amount?: string | undefined
  currency?: string | undefined
  createdAfter?: number | undefined
  createdBefore?: number | undefined
  metadata?: Record<string, string> | undefined
}

const wanted = ({ status, createdAfter, createdBefore, metadata = {}, ...money }: Wanted): string[] => {
  const names = Object.entries(metadata)
  if (names.length > MOST_NAMES) throw invalidInput('metadata', `has more than ${MOST_NAMES} names.`)
  const currency = money.currency === undefined ? undefined : parseCurrency(money.currency)
  const amount = minorUnits(money, currency ?? 'usd')
  return [
    ...(status ? [equals('status', status)] : []),
    ...(amount === undefined ? [] : [`amount:${amount}`]),
    ...(currency || amount !== undefined ? [equals('currency', currency ?? 'usd')] : []),
    ...(createdAfter === undefined ? [] : [`created>=${createdAfter}`]),
    ...(createdBefore === undefined ? [] : [`created<${createdBefore}`]),
    ...names.map(([name, text]) => metadataEquals(name, text)),
  ]
}
