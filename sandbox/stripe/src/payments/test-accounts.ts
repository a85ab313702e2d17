import type { Decline, TestCard } from './test-cards'

/** What tells a bank account's debits apart. */
export type BankAccount =
  | { type: 'us_bank_account'; settlesAfter: number }
  | { type: 'sepa_debit'; settlesAfter: number; country: string; bankCode: string; branchCode: string | null }

const failed = (declineCode: string, message: string): Decline => ({
  ...{ code: 'payment_intent_payment_attempt_failed', declineCode, message },
})

/** How long a debit of a bank account in the USA takes. */
const US_SECONDS = 4 * 86_400

/** What becomes of a debit, by the number of the account. @see docs.stripe.com/payments/ach-direct-debit (test) */
const US_ACCOUNTS: Readonly<Record<string, Decline | undefined>> = {
  '000123456789': undefined,
  '000111111113': failed('account_closed', "The customer's bank account has been closed."),
  '000222222227': failed('insufficient_funds', "The customer's account has insufficient funds."),
}

const US_NAMES: Readonly<Record<string, string>> = {
  pm_usBankAccount_success: '000123456789',
  pm_usBankAccount_accountClosed: '000111111113',
  pm_usBankAccount_insufficientFunds: '000222222227',
}

const SEPA_FAILED = failed('generic_could_not_process', "The customer's bank could not process the debit.")
/** Of the test accounts whose debits take a while. */
const SEPA_SECONDS = 180

const austrian = { country: 'AT', bankCode: '19043', branchCode: null }
const german = { country: 'DE', bankCode: '37040044', branchCode: null }
const italian = { country: 'IT', bankCode: '05428', branchCode: '11101' }

/** By IBAN; what is not said here arrives at once. @see docs.stripe.com/payments/sepa-debit/accept-a-payment (test) */
const SEPA_ACCOUNTS: Readonly<
  Record<string, Omit<Extract<BankAccount, { type: 'sepa_debit' }>, 'type' | 'settlesAfter'> & Outcome>
> = {
  AT611904300234573201: austrian,
  AT321904300235473204: { ...austrian, settlesAfter: SEPA_SECONDS },
  AT861904300235473202: { ...austrian, decline: SEPA_FAILED },
  AT051904300235473205: { ...austrian, decline: SEPA_FAILED, settlesAfter: SEPA_SECONDS },
  DE89370400440532013000: german,
  DE62370400440532013001: { ...german, decline: SEPA_FAILED },
  IT60X0542811101000000123456: { ...italian, decline: SEPA_FAILED },
}

interface Outcome {
  decline?: Decline
  settlesAfter?: number
}

const accountOf = (number: string, bankAccount: BankAccount, decline: Decline | undefined): TestCard => ({
  ...{ brand: 'visa', last4: number.slice(-4), attachable: true, bankAccount },
  ...(decline && { decline }),
})

/** The bank account in the USA behind a number, or undefined for a number that is none of Stripe's test accounts. */
export const bankAccountByNumber = (number: string): TestCard | undefined =>
  Object.hasOwn(US_ACCOUNTS, number)
    ? accountOf(number, { type: 'us_bank_account', settlesAfter: US_SECONDS }, US_ACCOUNTS[number])
    : undefined

/** The account behind a name like `pm_usBankAccount_success`. */
export const bankAccountByName = (name: string): TestCard | undefined =>
  Object.hasOwn(US_NAMES, name) ? bankAccountByNumber(US_NAMES[name] ?? '') : undefined

/** The account behind an IBAN, or undefined for one that is none of Stripe's test accounts. */
export const bankAccountByIban = (iban: string): TestCard | undefined => {
  const plain = iban.replaceAll(' ', '').toUpperCase()
  const known = Object.hasOwn(SEPA_ACCOUNTS, plain) ? SEPA_ACCOUNTS[plain] : undefined
  if (!known) return undefined
  const { decline, settlesAfter = 0, ...bank } = known
  return accountOf(plain, { type: 'sepa_debit', settlesAfter, ...bank }, decline)
}
