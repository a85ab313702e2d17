import type Stripe from 'stripe'
import { isRepeated } from '../define/repeated'
import type { Tools } from '../define/tools'
import { IntegrationError, invalidInput } from '../errors'
import { chargeInvoice, PAYMENTS_EXPAND, progressOf } from './charge'
import type { PlannedLines } from './lines'
import { isUnknownOutcome, refusalOf, withAddition } from './refusals'

/** What is to become of an invoice. */
interface Wanted {
  lines: PlannedLines['lines']
  collection: 'send' | 'charge'
  /** It stays a draft. */
  draft: boolean
}

export interface Issued {
  /** With PAYMENTS_EXPAND, where it was charged. */
  invoice: Stripe.Invoice
  /** All had been done before. */
  repeated: boolean
}

/** An invoice as Stripe answered with it, so that it shows whether it was made before. */
type Made = Stripe.Response<Stripe.Invoice>

/** Each step of an invoice has its own key: another invoice under the same key of the caller has other steps. */
const stepOf = (id: string, step: string): Stripe.RequestOptions => ({ idempotencyKey: `bp-invoice-${id}-${step}` })

/** Says which line Stripe refused. */
const explainedLine = (error: unknown): unknown => {
  const { param, message, code } = refusalOf(error)
  const index = /^lines\[(\d+)\]/.exec(param)?.[1]
  const field = index === undefined ? undefined : `lines[${index}]`
  if (!field) return error
  return new IntegrationError('invalid_input', `${field}: ${message}`, {
    ...{ field, cause: error, ...(code && { stripeCode: code }) },
  })
}

/** As often can lines be put on a draft and taken off again under one key. */
const MOST_FILLS = 3

/** Puts the lines on a draft, all or none. */
const fill = async ({ id }: Stripe.Invoice, lines: Wanted['lines'], stripe: Stripe): Promise<Stripe.Invoice> => {
  for (let number = 1; number <= MOST_FILLS; number++) {
    const filled = await addLines(id, lines, stripe, stepOf(id, `lines-${number}`))
    if (!isRepeated(filled).repeated) return filled
    // It was filled before, and may have been emptied since, when it could not be taken back in whole.
    const now = await stripe.invoices.retrieve(id)
    if (now.lines.data.length > 0) return now
  }
  throw invalidInput('idempotencyKey', `was used for an invoice (${id}) that cannot be filled. Use a new key.`)
}

const addLines = async (
  id: string,
  lines: Wanted['lines'],
  stripe: Stripe,
  options: Stripe.RequestOptions
): Promise<Made> => {
  try {
    return await stripe.invoices.addLines(id, { lines }, options)
  } catch (error) {
    if (!isUnknownOutcome(error)) throw explainedLine(error)
    const now = await stripe.invoices.retrieve(id)
    if (now.lines.data.length > 0) return now
    throw error
  }
}

/** Makes a draft final and sends it, which is one step. */
export const sendDraft = async (
  id: string,
  stripe: Stripe,
  options: Stripe.RequestOptions = {}
): Promise<Stripe.Invoice> => {
  try {
    return await stripe.invoices.sendInvoice(id, {}, options)
  } catch (error) {
    if (!isUnknownOutcome(error)) throw error
    const now = await stripe.invoices.retrieve(id)
    if (now.status !== 'draft') return now
    throw error
  }
}

const bill = ({ id }: Stripe.Invoice, collection: Wanted['collection'], stripe: Stripe): Promise<Stripe.Invoice> =>
  collection === 'send'
    ? sendDraft(id, stripe, stepOf(id, 'send'))
    : chargeInvoice(id, undefined, stripe, stepOf(id, 'pay'))

/** Deletes a draft. Where the answer was lost, the next try finds none: it is deleted all the same. */
export const deleteDraft = async (id: string, stripe: Stripe): Promise<void> => {
  try {
    await stripe.invoices.del(id)
  } catch (error) {
    if (refusalOf(error).code !== 'resource_missing') throw error
  }
}

/** Whether an invoice became what was wanted, although the answer says otherwise or was lost. */
const isBilled = (invoice: Stripe.Invoice, { draft, collection }: Wanted): boolean => {
  if (draft || invoice.status === 'draft' || invoice.status === 'void') return false
  const { isConfirmationNeeded, isProcessing } = progressOf(invoice)
  return collection === 'send' || invoice.status === 'paid' || isConfirmationNeeded || isProcessing
}

/**
 * Nothing is left that could be paid or sent later: a draft is deleted, with its lines, which else might wait for the
 * customer's next invoice; one that is final is declared void.
 */
const takeBack = async ({ id, status, lines }: Stripe.Invoice, stripe: Stripe): Promise<void> => {
  if (status !== 'draft') {
    await stripe.invoices.voidInvoice(id)
    return
  }
  if (lines.data.length > 0) {
    const all = lines.has_more ? await stripe.invoices.listLineItems(id, { limit: 100 }) : lines
    await stripe.invoices.removeLines(id, { lines: all.data.map((line) => ({ id: line.id, behavior: 'delete' })) })
  }
  await deleteDraft(id, stripe)
}

const TAKEN_BACK =
  'Stripe or the connection to it failed in the middle, and the invoice was taken back: nothing is owed.'

/**
 * What became of an invoice after an error: it was billed all the same, or it is taken back.
 * @throws the error, or stripe_unavailable when its outcome was not known before
 */
const settle = async (id: string, error: unknown, wanted: Wanted, stripe: Stripe): Promise<Stripe.Invoice> => {
  try {
    const now = await stripe.invoices.retrieve(id, { expand: PAYMENTS_EXPAND })
    if (isBilled(now, wanted)) return now
    await takeBack(now, stripe)
  } catch {
    const addition = `What was begun (${id}) could not be taken back: look at it in the Stripe Dashboard.`
    throw withAddition(error, addition) ?? error
  }
  throw isUnknownOutcome(error) ? new IntegrationError('stripe_unavailable', TAKEN_BACK, { cause: error }) : error
}

/** An invoice that was made before, as it is now. */
const current = async (made: Made, stripe: Stripe): Promise<Stripe.Invoice> => {
  const now = isRepeated(made).repeated ? await stripe.invoices.retrieve(made.id, { expand: PAYMENTS_EXPAND }) : made
  if (now.status !== 'void') return now
  throw invalidInput('idempotencyKey', `was used for an invoice (${now.id}) that is void. Use a new key.`)
}

/**
 * Goes on with an invoice that was just made, or made by the same call before, until it is what was wanted. What fails
 * leaves nothing behind.
 * @throws {IntegrationError} not_allowed when it comes to more than the bot may bill; Stripe's own errors
 */
export const issue = async (made: Made, wanted: Wanted, tools: Tools): Promise<Issued> => {
  const { stripe, guardrails, lastly } = tools
  const before = await current(made, stripe)
  const isFilled = before.lines.data.length > 0
  const isDone = wanted.draft ? isFilled : before.status !== 'draft'
  if (isDone) return { invoice: before, repeated: true }
  try {
    const draft = isFilled ? before : await fill(before, wanted.lines, stripe)
    // Once more: the shop may have added taxes.
    guardrails.checkSum({ amount: draft.total, currency: draft.currency }, 'lines')
    return { invoice: wanted.draft ? draft : await bill(draft, wanted.collection, stripe), repeated: false }
  } catch (error) {
    return { invoice: await lastly((last) => settle(before.id, error, wanted, last)), repeated: false }
  }
}
