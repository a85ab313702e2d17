import type Stripe from 'stripe'
import { type BoundObject, fromMetadata } from '../binding'
import type { Customers } from '../customer-binding'
import type { Memory } from '../memory'
import type { StripeEvent } from './event'
import { idAt, type StripeObject, subscriptionOf } from './read'
import { orNothing } from './stripe'

/** The place in Botpress that an event belongs to, and the customer it is about. */
export interface Bound extends BoundObject {
  customerId: string | undefined
}

export interface BindTools {
  botId: string
  memory: Memory
  /** Made when they are asked for: not every event is about a customer. */
  customersOf(): Customers
  /** Works with Stripe within the time of a webhook. */
  withStripe<T>(work: (stripe: Stripe) => Promise<T>): Promise<T>
}

/** What is known of where a payment came from. */
interface Origin {
  metadata: unknown
  customerId: string | undefined
}

/** What the object says itself. A customer object is its own customer. */
const ownOrigin = (object: StripeObject): Origin => ({
  metadata: { ...asObject(subscriptionOf(object).metadata), ...asObject(object.metadata) },
  customerId: object.object === 'customer' ? idAt(object, 'id') : idAt(object, 'customer'),
})

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

/**
 * Where a dispute, a refund, or a refunded charge came from. Disputes and refunds name neither customer nor metadata of
 * the payment, and the payment of an invoice does not name the invoice: one call, the first time it is seen.
 */
const originByStripe = async (event: StripeEvent, tools: BindTools): Promise<Origin | undefined> => {
  const { object } = event.data
  const charge = object.object === 'charge' ? undefined : idAt(object, 'charge')
  const intent = idAt(object, 'payment_intent')
  const subject = charge ?? intent
  if (!subject || !/^(charge\.refunded$|charge\.dispute\.|refund\.)/.test(event.type)) return undefined
  const known = tools.memory.get(`origin:${subject}`)
  if (known !== undefined) return JSON.parse(known)
  const origin = await tools.withStripe((stripe) =>
    orNothing(charge ? originOfCharge(charge, stripe) : originOfIntent(subject, stripe))
  )
  if (origin) tools.memory.set(`origin:${subject}`, JSON.stringify(origin))
  return origin
}

const originOfCharge = async (id: string, stripe: Stripe): Promise<Origin> => {
  const { metadata, customer } = await stripe.charges.retrieve(id)
  return { metadata, customerId: idAt({ customer }, 'customer') }
}

const originOfIntent = async (id: string, stripe: Stripe): Promise<Origin> => {
  const { data } = await stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: id },
    expand: ['data.invoice'],
    limit: 1,
  })
  const invoice = data[0]?.invoice
  return typeof invoice === 'object' ? ownOrigin({ ...invoice }) : { metadata: undefined, customerId: undefined }
}

/** True for whatever names a place in Botpress, or a bot. */
const isBound = ({ botId, conversationId, userId }: BoundObject): boolean => Boolean(botId || conversationId || userId)

/**
 * Finds the conversation again: the metadata of what was sold first; then, for what says nothing itself, where it came
 * from; then the chat user who is the customer, who is remembered when an event names both.
 * @returns undefined for what another bot on the same account sold
 */
export const bind = async (event: StripeEvent, tools: BindTools): Promise<Bound | undefined> => {
  const own = ownOrigin(event.data.object)
  const bound = fromMetadata(own.metadata)
  const origin = isBound(bound) ? undefined : await originByStripe(event, tools)
  const found = origin ? fromMetadata(own.metadata, origin.metadata) : bound
  if (found.botId !== undefined && found.botId !== tools.botId) return undefined
  const customerId = own.customerId ?? origin?.customerId
  if (!customerId) return { ...found, customerId }
  if (found.userId) {
    // What comes later may name the customer alone: a dispute, for example. Whoever only named a customer is not them.
    if (found.buyer !== 'named') await tools.customersOf().bind(customerId, found)
    return { ...found, customerId }
  }
  const customer = await tools.customersOf().find(customerId)
  return {
    ...{ ...found, customerId, userId: customer.userId },
    conversationId: found.conversationId ?? customer.conversationId,
  }
}
