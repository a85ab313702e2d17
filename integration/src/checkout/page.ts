import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { idInput } from '../define/id'
import { invalidInput } from '../errors'

/** Stripe's most ways of sending. @see docs.stripe.com/api/checkout/sessions/create (shipping_options) */
const MOST_RATES = 5

/** What the page of a session as of a link asks and offers. */
export const pageOptions = {
  allowPromotionCodes: z
    .boolean()
    .optional()
    .title('Allow promotion codes')
    .describe('Whether the customer can type a promotion code on the page'),
  automaticTax: z
    .boolean()
    .optional()
    .title('Automatic tax')
    .describe('Whether Stripe computes the tax. Stripe Tax must be set up in the Stripe Dashboard'),
  collectBillingAddress: z
    .boolean()
    .optional()
    .title('Collect billing address')
    .describe('Whether the page asks for the billing address. Without it, only for what the payment needs'),
  collectPhone: z.boolean().optional().title('Collect phone').describe('Whether the page asks for a phone number'),
  collectShipping: z
    .array(z.string().max(2))
    .min(1)
    .max(250)
    .optional()
    .title('Collect shipping')
    .describe('The page asks where to send it: the countries that can be chosen, as two-letter codes like US or DE'),
  shippingRates: z
    .array(idInput('Shipping rate ID', 'shr_', 'A shipping rate (shr_…) of the Stripe Dashboard'))
    .min(1)
    .max(MOST_RATES)
    .optional()
    .title('Shipping rates')
    .describe(
      `The ways of sending that can be chosen: up to ${MOST_RATES} shipping rates (shr_…) of the Stripe Dashboard`
    ),
  collectTaxId: z
    .boolean()
    .optional()
    .title('Collect tax ID')
    .describe('Whether customers who are businesses can type their tax ID'),
  requireTerms: z
    .boolean()
    .optional()
    .title('Require terms')
    .describe(
      "Whether the customer must agree to the shop's terms of service. Their address must be set in the Stripe Dashboard under Settings → Public details"
    ),
}

export interface PageOptions {
  allowPromotionCodes?: boolean | undefined
  automaticTax?: boolean | undefined
  collectBillingAddress?: boolean | undefined
  collectPhone?: boolean | undefined
  collectShipping?: string[] | undefined
  shippingRates?: string[] | undefined
  collectTaxId?: boolean | undefined
  requireTerms?: boolean | undefined
}

const countriesOf = (texts: readonly string[]): string[] =>
  texts.map((text, index) => {
    const code = text.trim().toUpperCase()
    if (/^[A-Z]{2}$/.test(code)) return code
    throw invalidInput(`collectShipping[${index}]`, `"${text}" is not a country. Use a two-letter code like US or DE.`)
  })

/**
 * Stripe's parameters for a page, the same for a session and a link. What was not asked for is not sent.
 * @throws {IntegrationError} invalid_input
 */
export const pageParams = (
  input: PageOptions
): Pick<
  Stripe.PaymentLinkCreateParams,
  | 'allow_promotion_codes'
  | 'automatic_tax'
  | 'billing_address_collection'
  | 'phone_number_collection'
  | 'shipping_address_collection'
  | 'shipping_options'
  | 'tax_id_collection'
  | 'consent_collection'
> => ({
  ...(input.allowPromotionCodes && { allow_promotion_codes: true }),
  ...(input.automaticTax && { automatic_tax: { enabled: true } }),
  ...(input.collectBillingAddress && { billing_address_collection: 'required' }),
  ...(input.collectPhone && { phone_number_collection: { enabled: true } }),
  ...(input.collectShipping && {
    shipping_address_collection: { allowed_countries: countriesOf(input.collectShipping) },
  }),
  ...(input.shippingRates && { shipping_options: input.shippingRates.map((rate) => ({ shipping_rate: rate })) }),
  ...(input.collectTaxId && { tax_id_collection: { enabled: true } }),
  ...(input.requireTerms && { consent_collection: { terms_of_service: 'required' } }),
})
