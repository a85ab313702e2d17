import { z } from '@botpress/sdk'
import { invalidInput } from '../errors'

/** The languages of Stripe's page. @see docs.stripe.com/api/checkout/sessions/create (locale) */
const LOCALES = [
  ...(['auto', 'bg', 'cs', 'da', 'de', 'el', 'en', 'en-GB', 'es', 'es-419', 'et', 'fi', 'fil', 'fr'] as const),
  ...(['fr-CA', 'hr', 'hu', 'id', 'it', 'ja', 'ko', 'lt', 'lv', 'ms', 'mt', 'nb', 'nl', 'pl', 'pt'] as const),
  ...(['pt-BR', 'ro', 'ru', 'sk', 'sl', 'sv', 'th', 'tr', 'vi', 'zh', 'zh-HK', 'zh-TW'] as const),
] as const

const LONGEST_SUFFIX = 22

export const SESSION_MODES = ['payment', 'subscription', 'setup'] as const

/** What the page of a session can do besides that of a link. */
export const sessionOptions = {
  currency: z
    .string()
    .max(20)
    .optional()
    .title('Currency')
    .describe('For setup: the currency in which the card will be charged later. Default usd'),
  locale: z
    .enum(LOCALES)
    .optional()
    .title('Locale')
    .describe("The language of the page, for example de or pt-BR. Default: that of the customer's browser"),
  recovery: z
    .boolean()
    .optional()
    .title('Recovery')
    .describe(
      'Whether the page can be opened again for 30 days after it expired, by the address that getPaymentStatus and getCheckoutSession tell then'
    ),
  receiptEmail: z
    .string()
    .email()
    .max(512)
    .optional()
    .title('Receipt email')
    .describe('For a payment: the e-mail address that the receipt goes to'),
  statementDescriptorSuffix: z
    .string()
    .max(LONGEST_SUFFIX)
    .optional()
    .title('Statement descriptor suffix')
    .describe("For a payment: what stands on the customer's bank statement behind the shop's name"),
  savePaymentMethod: z
    .boolean()
    .optional()
    .title('Save payment method')
    .describe(
      'For a payment: whether the card is saved to be charged later. A customer is created when there is none. Tell the customer'
    ),
  capture: z
    .enum(['automatic', 'manual'])
    .optional()
    .title('Capture')
    .describe(
      'For a payment: manual reserves the amount on the card, until capturePayment takes it or cancelPayment gives it free. Default automatic'
    ),
  invoice: z
    .boolean()
    .optional()
    .title('Invoice')
    .describe(
      'For a payment: whether the customer gets an invoice. Stripe charges for these. Subscriptions always have invoices'
    ),
  submitType: z
    .enum(['auto', 'pay', 'book', 'donate'])
    .optional()
    .title('Submit type')
    .describe('For a payment: what the button says. auto, pay, book or donate'),
}

export interface SessionOptions {
  mode: (typeof SESSION_MODES)[number]
  currency?: string | undefined
  locale?: (typeof LOCALES)[number] | undefined
  recovery?: boolean | undefined
  receiptEmail?: string | undefined
  statementDescriptorSuffix?: string | undefined
  savePaymentMethod?: boolean | undefined
  capture?: 'automatic' | 'manual' | undefined
  invoice?: boolean | undefined
  submitType?: 'auto' | 'pay' | 'book' | 'donate' | undefined
}

/** All fields of an input, by their names. */
type Fields = Readonly<Record<string, unknown>>

const FOR_PAYMENT = [
  ...['receiptEmail', 'statementDescriptorSuffix', 'savePaymentMethod', 'capture', 'invoice', 'submitType'],
]
const NOT_IN_SETUP = [
  ...['items', 'allowPromotionCodes', 'promotionCode', 'couponId', 'automaticTax', 'shippingRates', 'recovery'],
  ...['remindMinutesBefore', 'collectTaxId', 'collectShipping'],
]

/** Asked for: `false` asks for nothing. */
const isGiven = (value: unknown): boolean => value !== undefined && value !== false && value !== 'automatic'

/** @throws {IntegrationError} invalid_input for what does not go with the mode, or not together */
export const checkOptions = (input: SessionOptions & Fields): void => {
  const { mode } = input
  const foreign = (names: readonly string[]) => names.find((name) => isGiven(input[name]))
  const wrong = mode === 'payment' ? undefined : foreign(FOR_PAYMENT)
  if (wrong) throw invalidInput(wrong, 'is for a payment. Set mode to payment, or leave it out.')
  if (input.trial_period_days && mode !== 'subscription') {
    throw invalidInput('trial_period_days', 'is for subscriptions. Set mode to subscription, or leave it out.')
  }
  const unsold = mode === 'setup' ? foreign(NOT_IN_SETUP) : undefined
  if (unsold) throw invalidInput(unsold, 'is not for setup, which sells nothing. Leave it out.')
  if (mode !== 'setup' && input.items === undefined) throw invalidInput('items', 'is required, unless mode is setup.')
  if (mode !== 'setup' && input.currency !== undefined) {
    throw invalidInput('currency', 'is for setup. Give it with the item, or leave it out.')
  }
  if (input.capture === 'manual' && input.invoice) {
    throw invalidInput('invoice', 'cannot be given together with capture manual. Leave one of them out.')
  }
  if (input.allowPromotionCodes && (isGiven(input.promotionCode) || isGiven(input.couponId))) {
    throw invalidInput('allowPromotionCodes', 'cannot be given together with a discount. Leave one of them out.')
  }
  checkSuffix(input.statementDescriptorSuffix)
}

/** @see docs.stripe.com/get-started/account/statement-descriptors */
const checkSuffix = (suffix: string | undefined): void => {
  if (suffix === undefined) return
  const isPlain = /^[\x20-\x7e]+$/.test(suffix) && !/[<>\\'"*]/.test(suffix)
  if (isPlain && /[A-Za-z]/.test(suffix)) return
  throw invalidInput(
    'statementDescriptorSuffix',
    'must have a letter, and only letters without accents, digits, spaces and signs other than < > \\ \' " *.'
  )
}
