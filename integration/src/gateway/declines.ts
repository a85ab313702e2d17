/**
 * What a bot can tell a customer about a declined payment, by Stripe's decline code. Where fraud is suspected the
 * sentence stays vague, as Stripe asks.
 * @see docs.stripe.com/declines/codes
 */
const SENTENCES: Readonly<Record<string, string>> = {
  approve_with_id: 'The payment could not be authorised. Please try again, or contact your bank.',
  authentication_required: 'Your bank asks you to confirm this payment. Please try again and follow its steps.',
  card_not_supported: 'This card does not support this kind of purchase. Please use another card.',
  card_velocity_exceeded: 'This card is over its limit. Please use another card, or contact your bank.',
  currency_not_supported: 'This card does not support the currency. Please use another card.',
  expired_card: 'This card has expired. Please use another card.',
  incorrect_address: 'The address does not match the card. Please check it and try again.',
  incorrect_cvc: 'The security code is not right. Please check it and try again.',
  incorrect_number: 'The card number is not right. Please check it and try again.',
  incorrect_zip: 'The postal code does not match the card. Please check it and try again.',
  insufficient_funds: 'There is not enough money on this card. Please use another card.',
  invalid_account: 'This card or its account cannot be used. Please use another card.',
  invalid_amount: 'The amount is not allowed for this card. Please contact your bank.',
  invalid_cvc: 'The security code is not right. Please check it and try again.',
  invalid_expiry_month: 'The expiry date is not right. Please check it and try again.',
  invalid_expiry_year: 'The expiry date is not right. Please check it and try again.',
  invalid_number: 'The card number is not right. Please check it and try again.',
  issuer_not_available: 'The bank could not be reached. Please try again in a moment.',
  processing_error: 'Something went wrong while processing the card. Please try again in a moment.',
  try_again_later: 'The bank could not take the payment just now. Please try again in a moment.',
  withdrawal_count_limit_exceeded: 'This card is over its limit. Please use another card.',
}

/** For every other code, lost and stolen cards and suspected fraud among them. */
const VAGUE = 'The payment was declined. Please use another card, or contact your bank.'

/** A sentence for the customer. `code` is Stripe's decline code, or its error code where there is none. */
export const declineSentence = (code: string | undefined): string =>
  code !== undefined && Object.hasOwn(SENTENCES, code) ? (SENTENCES[code] ?? VAGUE) : VAGUE
