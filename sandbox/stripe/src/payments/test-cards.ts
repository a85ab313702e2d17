import { type BankAccount, bankAccountByName } from './test-accounts'

/**
 * Stripe's test cards and what becomes of a payment with them. @see docs.stripe.com/testing
 */
export interface TestCard {
  brand: 'visa' | 'mastercard' | 'amex'
  last4: string
  /** What the bank says to each charge; undefined: it agrees. */
  decline?: Decline
  /** The card can be kept with a customer although charges fail. */
  attachable: boolean
  /** The bank asks the customer to confirm: each charge, or only until the card is kept with a customer. */
  authentication?: 'always' | 'until set up'
  /** A bank account instead of a card: what is debited arrives, or does not, later. */
  bankAccount?: BankAccount
  /** What becomes of refunds to it later. Default: they succeed at once. */
  refund?: 'fails later' | 'succeeds later'
  /** The customer disputes the payment afterwards. */
  dispute?: 'fraudulent' | 'product_not_received' | 'inquiry'
}

export interface Decline {
  code: string
  declineCode: string
  message: string
}

const decline = (code: string, declineCode: string, message: string): Decline => ({ code, declineCode, message })

const DECLINED = 'Your card was declined.'
const DECLINES: Readonly<Record<string, Decline>> = {
  '4000000000000002': decline('card_declined', 'generic_decline', DECLINED),
  '4000000000009995': decline('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
  '4000000000009987': decline('card_declined', 'lost_card', DECLINED),
  '4000000000009979': decline('card_declined', 'stolen_card', DECLINED),
  '4000000000000069': decline('expired_card', 'expired_card', 'Your card has expired.'),
  '4000000000000127': decline('incorrect_cvc', 'incorrect_cvc', "Your card's security code is incorrect."),
  '4000000000000119': decline(
    'processing_error',
    'processing_error',
    'An error occurred while processing your card. Try again in a little bit.'
  ),
  '4000000000006975': decline('card_declined', 'card_velocity_exceeded', DECLINED),
  '4100000000000019': decline('card_declined', 'fraudulent', DECLINED),
  '4000000000000341': decline('card_declined', 'generic_decline', DECLINED),
}

/** Declined as in live mode, but may be attached first. */
const ATTACHES_THEN_FAILS = '4000000000000341'

const DISPUTES: Readonly<Record<string, NonNullable<TestCard['dispute']>>> = {
  '4000000000000259': 'fraudulent',
  '4000000000002685': 'product_not_received',
  '4000000000001976': 'inquiry',
}

const LATE_REFUNDS: Readonly<Record<string, NonNullable<TestCard['refund']>>> = {
  '4000000000005126': 'fails later',
  '4000000000007726': 'succeeds later',
}

const GOOD = [
  ...['4242424242424242', '4000056655665556', '5555555555554444', '5200828282828210', '378282246310005'],
  ...['4000000000000077', '4000000000009235', ...Object.keys(DISPUTES)],
  ...Object.keys(LATE_REFUNDS),
]
const AUTHENTICATION: Readonly<Record<string, NonNullable<TestCard['authentication']>>> = {
  '4000002500003155': 'until set up',
  '4000002760003184': 'always',
  '4000000000003220': 'always',
}

const brandOf = (number: string): TestCard['brand'] =>
  number.startsWith('3') ? 'amex' : number.startsWith('5') ? 'mastercard' : 'visa'

/** Payment methods that stand for a card and can be used by their name. */
const NAMES: Readonly<Record<string, string>> = {
  pm_card_visa: '4242424242424242',
  pm_card_bypassPending: '4000000000000077',
  pm_card_visa_debit: '4000056655665556',
  pm_card_mastercard: '5555555555554444',
  pm_card_amex: '378282246310005',
  pm_card_chargeCustomerFail: '4000000000000341',
  pm_card_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedLostCard: '4000000000009987',
  pm_card_chargeDeclinedStolenCard: '4000000000009979',
  pm_card_chargeDeclinedExpiredCard: '4000000000000069',
  pm_card_chargeDeclinedIncorrectCvc: '4000000000000127',
  pm_card_chargeDeclinedProcessingError: '4000000000000119',
  pm_card_chargeDeclinedVelocityLimitExceeded: '4000000000006975',
  pm_card_radarBlock: '4100000000000019',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_authenticationRequiredOnSetup: '4000002500003155',
  pm_card_threeDSecure2Required: '4000000000003220',
  pm_card_refundFail: '4000000000005126',
  pm_card_pendingRefund: '4000000000007726',
  pm_card_createDispute: '4000000000000259',
  pm_card_createDisputeProductNotReceived: '4000000000002685',
  pm_card_createDisputeInquiry: '4000000000001976',
}

const own = <T>(table: Readonly<Record<string, T>>, number: string): T | undefined =>
  Object.hasOwn(table, number) ? table[number] : undefined

/** The card behind a number, or undefined for a number that is none of Stripe's test cards. */
export const cardByNumber = (number: string): TestCard | undefined => {
  const known = own(DECLINES, number)
  const authentication = own(AUTHENTICATION, number)
  const dispute = own(DISPUTES, number)
  const refund = own(LATE_REFUNDS, number)
  if (!known && !authentication && !GOOD.includes(number)) return undefined
  return {
    brand: brandOf(number),
    last4: number.slice(-4),
    ...(known && { decline: known }),
    attachable: !known || number === ATTACHES_THEN_FAILS,
    ...(authentication && { authentication }),
    ...(dispute && { dispute }),
    ...(refund && { refund }),
  }
}

/** The card or bank account behind a name like `pm_card_visa` or `tok_visa`. */
export const cardByName = (name: string): TestCard | undefined => {
  const method = name.replace(/^tok_/, 'pm_card_')
  return bankAccountByName(name) ?? cardByNumber(own(NAMES, method) ?? '')
}

const outcomeOf = ({ authentication, decline: declined, dispute, refund }: TestCard): string =>
  [
    ...(declined ? [`declined: \`${declined.declineCode}\``] : []),
    ...(authentication ? [`the bank asks: ${authentication}`] : []),
    ...(dispute ? [`disputed: \`${dispute}\``] : []),
    ...(refund ? [`a refund ${refund}`] : []),
  ].join(', ') || 'paid'

/** All test cards and what becomes of them, for the documentation. */
export const cardNumbers = (): Array<{ number: string; outcome: string }> =>
  [...GOOD, ...Object.keys(AUTHENTICATION), ...Object.keys(DECLINES)].flatMap((number) => {
    const card = cardByNumber(number)
    return card ? [{ number, outcome: outcomeOf(card) }] : []
  })

/** The names that stand for a card; the same with `tok_` in place of `pm_card_` are its tokens. */
export const cardNames = (number: string): string[] =>
  Object.entries(NAMES).flatMap(([name, other]) => (other === number ? [name] : []))

/** The check digit of a card number. */
export const passesLuhn = (number: string): boolean => {
  const sum = [...number].reverse().reduce((total, character, index) => {
    const digit = Number(character) * (index % 2 === 1 ? 2 : 1)
    return total + (digit > 9 ? digit - 9 : digit)
  }, 0)
  return /^\d{12,19}$/.test(number) && sum % 10 === 0
}
