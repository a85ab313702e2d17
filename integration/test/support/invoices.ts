import type Stripe from 'stripe'
import { toMetadata } from '../../src/binding'
import { BOT_ID, type Embedded } from './embedded'

/** A draft of 25.00 USD that the shop has made for a customer. */
export const drafted = async (
  { gateway }: Embedded,
  customer: string,
  params: Partial<Stripe.InvoiceCreateParams> = {}
): Promise<Stripe.Invoice> => {
  const { id } = await gateway.invoices.create({
    ...{ customer, collection_method: 'send_invoice', days_until_due: 7, ...params },
  })
  return gateway.invoices.addLines(id, { lines: [{ amount: 2500, description: 'Repair' }] })
}

/** The same, sent to the customer. */
export const billed = async (
  world: Embedded,
  customer: string,
  params: Partial<Stripe.InvoiceCreateParams> = {}
): Promise<Stripe.Invoice> => world.gateway.invoices.sendInvoice((await drafted(world, customer, params)).id)

/** What this bot writes on an invoice that it makes in a conversation. */
export const ours = { metadata: toMetadata({ conversationId: 'conv_1' }, BOT_ID) }

/** Everything there is of invoices, as far as it could be paid, sent or billed. */
export const invoicesOf = async ({ gateway }: Embedded): Promise<Array<string | null>> =>
  (await gateway.invoices.list({ limit: 100 })).data.map(({ status }) => status)

/** How often Stripe has sent an invoice. */
export const sentOf = async ({ gateway }: Embedded): Promise<number> =>
  (await gateway.events.list({ type: 'invoice.sent', limit: 100 })).data.length
