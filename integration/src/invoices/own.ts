import type Stripe from 'stripe'
import { fromMetadata } from '../binding'
import { idInput } from '../define/id'
import type { Tools } from '../define/tools'
import { IntegrationError } from '../errors'
import type { OwnerInput } from '../identity/owner'

/** The input that names an invoice. */
export const invoiceIdInput = idInput(
  'Invoice ID',
  'in_',
  'The invoice (in_…), as createInvoice and listInvoices return it'
)

/**
 * An invoice, for whoever may see it. One call.
 * @param params what is expanded
 * @throws {IntegrationError} not_owned
 */
export const ownInvoice = async (
  input: OwnerInput & { invoiceId: string },
  { stripe, identity }: Pick<Tools, 'stripe' | 'identity'>,
  params: Stripe.InvoiceRetrieveParams = {}
): Promise<Stripe.Invoice> => {
  const owner = await identity.ownerOf(input)
  const invoice = await stripe.invoices.retrieve(input.invoiceId, params)
  owner.check(invoice, 'invoiceId')
  return invoice
}

/**
 * A draft that the shop, or Stripe for a subscription, is still at work on is not made final for a customer; one that
 * this bot made is.
 * @throws {IntegrationError} not_allowed
 */
export const checkDraft = (
  { status, metadata }: Stripe.Invoice,
  { botId, guardrails }: Pick<Tools, 'botId' | 'guardrails'>
): void => {
  if (status !== 'draft' || guardrails.access === 'any' || fromMetadata(metadata).botId === botId) return
  throw new IntegrationError(
    'not_allowed',
    'invoiceId: is a draft that this bot did not make. The shop makes it final, or a bot of its staff (access).',
    { field: 'invoiceId' }
  )
}
