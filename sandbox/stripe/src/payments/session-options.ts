import type Stripe from 'stripe'
import { invalid } from '../protocol/errors'
import { findParam } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import { createShippingRate } from '../resources/shipping-rates'
import type { Scene } from '../sandbox'
import type { PaymentLink, Session, ShippingRate } from '../wire'

type Params = Stripe.Checkout.SessionCreateParams
type Text = Stripe.Emptyable<{ message: string }> | undefined

const MOST_CUSTOM_FIELDS = 3
const MOST_SHIPPING_OPTIONS = 5
const LONGEST_DESCRIPTOR = 22

/** What the buyer has to agree to. */
export const consentOf = (consent: Params['consent_collection']): PaymentLink['consent_collection'] =>
  consent
    ? {
        payment_method_reuse_agreement: consent.payment_method_reuse_agreement ?? null,
        ...{ promotions: consent.promotions ?? null, terms_of_service: consent.terms_of_service ?? null },
      }
    : null

const textOf = (text: Text) => (text ? { message: text.message } : null)

/** The seller's own words on the page. */
export const customTextOf = (text: Params['custom_text']): PaymentLink['custom_text'] => ({
  ...{ after_submit: textOf(text?.after_submit), shipping_address: textOf(text?.shipping_address) },
  ...{ submit: textOf(text?.submit), terms_of_service_acceptance: textOf(text?.terms_of_service_acceptance) },
})

const lengthsOf = (
  field: { default_value?: string; maximum_length?: number; minimum_length?: number } | undefined
) => ({
  ...{ default_value: field?.default_value ?? null, maximum_length: field?.maximum_length ?? null },
  minimum_length: field?.minimum_length ?? null,
})

/** What else the buyer is asked. */
export const customFieldsOf = (fields: Params['custom_fields'] | '' | null): PaymentLink['custom_fields'] => {
  const wanted = fields || []
  if (wanted.length > MOST_CUSTOM_FIELDS) {
    throw invalid(`You can have at most ${MOST_CUSTOM_FIELDS} custom fields.`, 'custom_fields')
  }
  return wanted.map(({ dropdown, key, label, numeric, optional = false, text, type }, index) => {
    if (!/^[A-Za-z0-9]{1,200}$/.test(key)) {
      throw invalid('Invalid key: only letters and digits are allowed', `custom_fields[${index}][key]`)
    }
    return {
      ...{ key, label: { custom: label.custom, type: 'custom' as const }, optional, type },
      ...(type === 'dropdown' && {
        dropdown: { default_value: dropdown?.default_value ?? null, options: [...(dropdown?.options ?? [])] },
      }),
      ...(type === 'numeric' && { numeric: lengthsOf(numeric) }),
      ...(type === 'text' && { text: lengthsOf(text) }),
    }
  })
}

/** The custom fields of a link or of parameters, with what the buyer answered. */
export const answeredFields = (
  fields: PaymentLink['custom_fields'],
  answer: (key: string) => string | null
): Session['custom_fields'] =>
  fields.map((field) => {
    const value = answer(field.key)
    const { dropdown, numeric, text } = field
    return {
      ...{ key: field.key, label: field.label, optional: field.optional, type: field.type },
      ...(dropdown && { dropdown: { ...dropdown, value } }),
      ...(numeric && { numeric: { ...numeric, value } }),
      ...(text && { text: { ...text, value } }),
    }
  })

/** The ways it can be sent; a way that is brought along is made. */
export const shippingOptionsOf = (
  scene: Scene,
  options: Params['shipping_options'],
  currency: string
): Session['shipping_options'] => {
  if ((options?.length ?? 0) > MOST_SHIPPING_OPTIONS) {
    throw invalid(`You can have at most ${MOST_SHIPPING_OPTIONS} shipping options.`, 'shipping_options')
  }
  return (options ?? []).map(({ shipping_rate: id, shipping_rate_data: data }, index) => {
    const param = `shipping_options[${index}][shipping_rate]`
    if (!id === !data) throw invalid('You must specify either shipping_rate or shipping_rate_data.', param)
    const rate = id
      ? findParam<ShippingRate>(scene.env, 'shipping_rate', id, param)
      : createShippingRate(scene, data as Stripe.ShippingRateCreateParams)
    if (!rate.active) throw invalid('The shipping rate specified is inactive.', param)
    if (rate.fixed_amount?.currency !== currency) {
      throw invalid(`The shipping rate has another currency than the line items (${currency}).`, param)
    }
    return { shipping_amount: rate.fixed_amount.amount, shipping_rate: rate.id }
  })
}

/** What the invoice of a payment will say. */
export const invoiceDataOf = (data: Stripe.PaymentLinkCreateParams.InvoiceCreation.InvoiceData | undefined) => ({
  ...{ account_tax_ids: null, custom_fields: data?.custom_fields || null, description: data?.description ?? null },
  ...{ footer: data?.footer ?? null, issuer: null, metadata: mergeMetadata(null, data?.metadata) },
  rendering_options: null,
})

/** What stands on the customer's statement. @see docs.stripe.com/get-started/account/statement-descriptors */
export const checkDescriptor = (text: string | undefined, param: string): void => {
  if (text === undefined || (text.length <= LONGEST_DESCRIPTOR && !/[<>\\'"*]/.test(text))) return
  throw invalid(
    `The statement descriptor must be at most ${LONGEST_DESCRIPTOR} characters and must not contain <, >, \\, ', " or *.`,
    param
  )
}
