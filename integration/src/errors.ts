/**
 * The closed catalogue of what can go wrong. `retryable`: the same call may succeed later without a change.
 * `fix`: who can mend it – the bot's builder, the paying customer, or Stripe by itself.
 * The documentation's error table is made from it.
 */
export const catalogue = {
  invalid_input: {
    retryable: false,
    fix: 'builder',
    meaning: 'A field of the input is missing, of the wrong type or out of range. Nothing was sent to Stripe.',
    remedy: 'Correct the field that the message names.',
  },
  card_number_refused: {
    retryable: false,
    fix: 'builder',
    meaning: 'The input holds a card number. Nothing was sent to Stripe, logged or stored.',
    remedy:
      'Never ask for a card number in a chat. Send a payment link: customers type their card on the page of Stripe.',
  },
  invalid_next_token: {
    retryable: false,
    fix: 'builder',
    meaning: 'The nextToken is damaged, or comes from another action or from other filters.',
    remedy:
      'Use the nextToken of the previous answer unchanged, with the same filters, or leave it out to start again.',
  },
  invalid_configuration: {
    retryable: false,
    fix: 'builder',
    meaning:
      'The configuration of the integration cannot work, for example a publishable key in place of a secret one.',
    remedy: 'Correct the configuration as the message says and save it.',
  },
  key_refused: {
    retryable: false,
    fix: 'builder',
    meaning: 'Stripe does not accept the API key: mistyped, revoked or expired.',
    remedy: 'Copy the key again from the Stripe Dashboard (Developers → API keys) and save the configuration.',
  },
  permission_missing: {
    retryable: false,
    fix: 'builder',
    meaning: 'The restricted key may not do this. The message names the permission.',
    remedy: 'Edit the key in the Stripe Dashboard and add the permission, or use another key.',
  },
  endpoint_limit: {
    retryable: false,
    fix: 'builder',
    meaning: 'The Stripe account has as many webhook endpoints as Stripe allows (16), none of them ours.',
    remedy: 'Delete one that is not needed (Developers → Webhooks) and save the configuration again.',
  },
  not_found: {
    retryable: false,
    fix: 'builder',
    meaning: 'Stripe has no such object, or it belongs to the other mode (test or live), or it was deleted.',
    remedy: 'Check the ID and that the key is of the same mode as the object.',
  },
  price_not_found: {
    retryable: false,
    fix: 'builder',
    meaning: 'No amount was given and the product has no price that fits. An amount is never invented.',
    remedy: 'Give unit_amount, or add a price to the product.',
  },
  product_ambiguous: {
    retryable: false,
    fix: 'builder',
    meaning: 'No amount was given and several products of this name have different prices.',
    remedy: 'Give unit_amount, or give the products different names. The message lists them.',
  },
  product_archived: {
    retryable: false,
    fix: 'builder',
    meaning: 'The product of this name is archived, so it is not for sale.',
    remedy: 'Activate it again in the Stripe Dashboard, or use another name.',
  },
  not_allowed: {
    retryable: false,
    fix: 'builder',
    meaning: 'The configuration of the integration forbids this: a limit, a list of what may be sold, a switch.',
    remedy: 'Stay within what the message names, or change that setting. A language model cannot get around it.',
  },
  not_owned: {
    retryable: false,
    fix: 'builder',
    meaning: 'The object does not belong to the chat user for whom the action was called.',
    remedy:
      'Use an ID that an action returned for this user. To serve every customer, see "Whose data" in the configuration.',
  },
  customer_unknown: {
    retryable: false,
    fix: 'builder',
    meaning: 'The chat user has no Stripe customer yet.',
    remedy: 'Create one with createCustomer and a userId, or tie an existing one to the user with linkCustomer.',
  },
  payment_method_missing: {
    retryable: false,
    fix: 'customer',
    meaning: 'The customer has no saved card or other way to pay that could be charged.',
    remedy: 'Send the page of createCheckoutSession, where the customer pays and it is saved.',
  },
  customer_token_required: {
    retryable: false,
    fix: 'builder',
    meaning: 'The configuration wants a customerToken for actions about a customer.',
    remedy: 'Call linkCustomer from the code of the bot, keep the token it returns, and give it to the action.',
  },
  customer_token_invalid: {
    retryable: false,
    fix: 'builder',
    meaning: 'The customerToken is damaged, has expired, or was signed with another key.',
    remedy: 'Get a new one with linkCustomer.',
  },
  payment_declined: {
    retryable: false,
    fix: 'customer',
    meaning: 'The payment was declined.',
    remedy: 'Ask the customer to try another card or to talk to their bank.',
  },
  stripe_rejected: {
    retryable: false,
    fix: 'builder',
    meaning: "Stripe understood the request and refused it. The message is Stripe's reason.",
    remedy: 'Change what Stripe names.',
  },
  idempotency_mismatch: {
    retryable: false,
    fix: 'builder',
    meaning: 'The same idempotency key was used before with another input.',
    remedy: 'Use a new key for a new operation.',
  },
  stripe_outcome_unknown: {
    retryable: false,
    fix: 'builder',
    meaning:
      'The connection or Stripe failed in the middle of a change, and it could not be found out whether the change was made. At most one was.',
    remedy:
      'Call again with the same idempotencyKey to get the result, or look in the Stripe Dashboard. Without a key, calling again may do it twice.',
  },
  stripe_busy: {
    retryable: true,
    fix: 'stripe',
    meaning: 'Stripe limits how much can be done at once, or another program is changing the same object.',
    remedy: 'Try again after the seconds that the error names.',
  },
  stripe_unavailable: {
    retryable: true,
    fix: 'stripe',
    meaning: 'Stripe could not be reached or had a problem of its own.',
    remedy: 'Try again in a minute. status.stripe.com tells whether there is an incident.',
  },
  internal: {
    retryable: false,
    fix: 'builder',
    meaning: 'A mistake in this integration.',
    remedy: 'Report it with the text of the log.',
  },
} as const

export type ErrorCode = keyof typeof catalogue

/** What is known of an error beyond its code. */
export interface ErrorDetails {
  /** The input field at fault. */
  field?: string
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number
  stripeCode?: string
  declineCode?: string
  /** For a declined payment: a sentence that can be shown to the customer. */
  customerMessage?: string
  requestId?: string
  cause?: unknown
}

/** An error of the catalogue, with a sentence for the person who builds the bot. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError'

  constructor(
    readonly code: ErrorCode,
    readonly sentence: string,
    readonly details: ErrorDetails = {}
  ) {
    super(sentence, { cause: details.cause })
  }
}

/** An input field that cannot be used: names the field and what would be right. */
export const invalidInput = (field: string, problem: string): IntegrationError =>
  new IntegrationError('invalid_input', `${field}: ${problem}`, { field })
