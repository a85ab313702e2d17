import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { NAMES } from '../binding'
import { defineAction } from '../define/action'
import { cursorAfter, pageOutput, readPage, shortPageInput } from '../define/page'
import type { Tools } from '../define/tools'
import { type Owner, ownerOrCustomerInput } from '../identity/index'
import { PAYMENT_EXPAND, paymentSchema, toPayment } from '../models/payment'
import { checkLocale, localeInput } from '../money/input'
import { any, equals, metadataEquals } from '../search'

type Page = { limit: number; cursor: string | undefined }

/** What a chat user paid: as a customer, and as a guest, where only the metadata names them. */
const ofUser = async ({ userId = '', customerId }: Owner, { limit, cursor }: Page, { stripe }: Tools) => {
  const clauses = [metadataEquals(NAMES.user, userId), ...(customerId ? [equals('customer', customerId)] : [])]
  const expand = PAYMENT_EXPAND.map((field) => `data.${field}`)
  const found = await stripe.paymentIntents.search({ query: any(...clauses), limit, page: cursor, expand })
  return { items: found.data, next: found.next_page ?? undefined }
}

const ofAnyone = async (customer: string | undefined, { limit, cursor }: Page, { stripe }: Tools) => {
  const expand = PAYMENT_EXPAND.map((field) => `data.${field}`)
  const list = await stripe.paymentIntents.list({ customer, limit, starting_after: cursor, expand })
  return { items: list.data, next: cursorAfter(list) }
}

const isOwn = (owner: Owner, intent: Stripe.PaymentIntent): boolean => {
  try {
    owner.check(intent, 'paymentId')
    return true
  } catch {
    return false // Another bot's user of the same name, for example.
  }
}

export const listPayments = defineAction({
  title: 'List payments',
  description:
    'Lists the payments of a chat user, the newest first, also declined and open ones. Use it when the customer asks what they paid, and before refundPayment. A payment of the last minute may be missing: for that, use getPaymentStatus.',
  input: z.object({ ...ownerOrCustomerInput, ...localeInput, ...shortPageInput }),
  output: z.object({
    payments: z.array(paymentSchema).title('Payments').describe('The payments, the newest first'),
    ...pageOutput,
  }),
  examples: [{ title: 'What a chat user paid', input: { userId: 'user_of_the_chat' } }],
  async handler(input, tools) {
    const locale = checkLocale(input.locale)
    const owner = await tools.identity.ownerOf(input)
    const { userId, customerId, isAnyone } = owner
    const page = await readPage('listPayments', { userId, customerId }, input, (place) =>
      isAnyone ? ofAnyone(customerId, place, tools) : ofUser(owner, place, tools)
    )
    const payments = page.items.filter((intent) => isAnyone || isOwn(owner, intent))
    return { payments: payments.map((intent) => toPayment(intent, locale)), nextToken: page.nextToken }
  },
})
