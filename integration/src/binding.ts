import { z } from '@botpress/sdk'
import { invalidInput } from './errors'

/**
 * What ties a payment to a conversation: names in the metadata of Stripe's objects. This file owns the names.
 *
 * Metadata of a link reaches the sessions it opens, but not the payment intent or the subscription they lead to: it is
 * written on both. A buyer cannot change it, unlike the parameters of a link's address.
 * @see docs.stripe.com/metadata, docs.stripe.com/payment-links/customize
 */
export const NAMES = {
  bot: 'botpress_bot_id',
  conversation: 'botpress_conversation_id',
  user: 'botpress_user_id',
  message: 'botpress_message_id',
  /** `intent`: the payment intent tells of the payment, not the session that led to it. */
  announces: 'botpress_announces',
  /** By which an object whose answer was lost is found again. */
  key: 'botpress_key',
  /** Tells the same call, made again a moment later, from another one under the same key. */
  call: 'botpress_call',
  /** On a payment: the prices that were sold, so that it is known later what a guest has bought. */
  prices: 'botpress_prices',
  /**
   * `user`: who pays was found by the chat user, and may be found out between two calls under one key. `named`: the caller
   * named the customer, which proves nothing: no event ties such a customer to the chat user.
   */
  buyer: 'botpress_buyer',
  /** By which a trial's extension is known that was asked for before. */
  trial: 'botpress_trial',
  /** Marks a webhook endpoint as made by this integration. */
  integration: 'botpress_integration',
} as const

const PREFIX = 'botpress_'

const id = (what: string) =>
  z.string().min(1).max(100).optional().title(`${what} ID`).placeholder(`{{event.${what.toLowerCase()}Id}}`)

/** The optional inputs of what is billed to a customer: where news of the payment should arrive. */
export const placeInput = {
  conversationId: id('Conversation').describe(
    'The Botpress conversation in which this is sold. Events about the payment arrive in it'
  ),
  messageId: id('Message').describe('The Botpress message that offers it. Events about the payment carry it'),
  metadata: z
    .record(z.string())
    .optional()
    .title('Metadata')
    .describe('Names and texts of your own, for example an order number. Events about the payment carry them'),
}

/** The optional inputs of what anybody may buy: also whom it is sold to. */
export const bindingInput = {
  ...placeInput,
  userId: id('User').describe('The Botpress user it is sold to. Events about the payment carry it'),
}

/** A place in Botpress. */
export interface Binding {
  conversationId?: string | undefined
  userId?: string | undefined
  messageId?: string | undefined
}

/** What was read from an object's metadata. */
export interface BoundObject extends Binding {
  botId: string | undefined
  /** The payment intent tells of the payment by itself. */
  announces: string | undefined
  /** How the customer who pays was found. */
  buyer: string | undefined
  /** The seller's own metadata. */
  metadata: Record<string, string>
}

/** Stripe's limits, less the names above. @see docs.stripe.com/metadata */
const MOST_ENTRIES = 40
const LONGEST_NAME = 40
const LONGEST_VALUE = 500

/** @throws {IntegrationError} invalid_input for what Stripe does not take, or what is reserved */
export const checkMetadata = (metadata: Record<string, string>): void => {
  const entries = Object.entries(metadata)
  if (entries.length > MOST_ENTRIES) throw invalidInput('metadata', `has more than ${MOST_ENTRIES} entries.`)
  for (const [name, value] of entries) {
    const shown = name.slice(0, LONGEST_NAME)
    if (name === '' || name.length > LONGEST_NAME || /[[\]]/.test(name)) {
      throw invalidInput('metadata', `"${shown}": a name has 1 to ${LONGEST_NAME} characters and no square brackets.`)
    }
    if (name.startsWith(PREFIX)) throw invalidInput('metadata', `"${shown}": names with ${PREFIX} are reserved.`)
    if (value.length > LONGEST_VALUE) {
      throw invalidInput('metadata', `"${shown}": a text has at most ${LONGEST_VALUE} characters.`)
    }
  }
}

/**
 * The metadata of what a bot sells: the bot's ID always, so that two bots on one account do not get each other's
 * events; the place in Botpress as far as it is known; and the seller's own.
 * @throws {IntegrationError} invalid_input
 */
export const toMetadata = (
  input: Binding & { metadata?: Record<string, string> | undefined },
  botId: string
): Record<string, string> => {
  const { conversationId, userId, messageId, metadata = {} } = input
  checkMetadata(metadata)
  return {
    ...metadata,
    [NAMES.bot]: botId,
    ...(conversationId && { [NAMES.conversation]: conversationId }),
    ...(userId && { [NAMES.user]: userId }),
    ...(messageId && { [NAMES.message]: messageId }),
  }
}

/** The metadata of the payment that a sale leads to: that of the sale, and what was sold. As many prices as fit. */
export const withSold = (metadata: Record<string, string>, prices: readonly string[]): Record<string, string> => {
  const text = prices.join(' ').slice(0, LONGEST_VALUE + 1)
  return { ...metadata, [NAMES.prices]: text.length <= LONGEST_VALUE ? text : text.slice(0, text.lastIndexOf(' ')) }
}

/** The prices that a payment was for, as far as its metadata says. */
export const soldPrices = (metadata: Record<string, string>): string[] =>
  (metadata[NAMES.prices] ?? '').split(' ').filter(Boolean)

/** Metadata as Stripe sends it; anything else is none. */
const textsOf = (metadata: unknown): Record<string, string> =>
  typeof metadata === 'object' && metadata !== null
    ? Object.fromEntries(Object.entries(metadata).filter(([, value]) => typeof value === 'string'))
    : {}

/** Reads the place in Botpress back. Of several metadata, the first that has a name decides. */
export const fromMetadata = (...metadatas: unknown[]): BoundObject => {
  const all: Record<string, string> = Object.assign({}, ...metadatas.map(textsOf).reverse())
  const own = Object.entries(all).filter(([name]) => !name.startsWith(PREFIX))
  return {
    botId: all[NAMES.bot],
    ...{ conversationId: all[NAMES.conversation], userId: all[NAMES.user], messageId: all[NAMES.message] },
    ...{ announces: all[NAMES.announces], buyer: all[NAMES.buyer] },
    metadata: Object.fromEntries(own),
  }
}
