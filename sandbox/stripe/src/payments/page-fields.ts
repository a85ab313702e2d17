import type Stripe from 'stripe'
import { formatMoney } from '../pages/money'
import type { ExtraField } from '../pages/views'
import { idOf } from '../protocol/find'
import type { Scene } from '../sandbox'
import { is } from '../store'
import type { Session } from '../wire'
import type { PageProblem, Payer, Payment } from './page'
import { answeredFields } from './session-options'

/** Where something is sent, or who pays for it. */
const addressFields = (prefix: string, title: string, countries: readonly string[]): ExtraField[] => [
  { name: `${prefix}_line1`, label: `${title} address`, kind: 'text', autocomplete: 'address-line1' },
  { name: `${prefix}_postal_code`, label: 'Postal code', kind: 'text', autocomplete: 'postal-code' },
  { name: `${prefix}_city`, label: 'City', kind: 'text', autocomplete: 'address-level2' },
  {
    ...{ name: `${prefix}_country`, label: 'Country', kind: 'select', autocomplete: 'country' },
    options: countries.map((code) => ({ value: code, label: code })),
  },
]

/** Countries that a page offers when the seller did not say which. */
const COUNTRIES = ['US', 'CA', 'DE', 'FR', 'GB', 'JP', 'NL']

const shippingOptions = (scene: Scene, session: Session): ExtraField[] => {
  const options = session.shipping_options.flatMap(({ shipping_amount: amount, shipping_rate: rate }) => {
    const known = scene.env.store.get(idOf(rate) ?? '')
    if (!is<Stripe.ShippingRate>(known, 'shipping_rate')) return []
    const price = amount === 0 ? 'free' : formatMoney(amount, session.currency ?? 'usd')
    return [{ value: known.id, label: `${known.display_name} (${price})`, amount }]
  })
  return options.length > 0 ? [{ name: 'shipping_rate', label: 'Shipping', kind: 'select', options }] : []
}

const customFields = ({ custom_fields: fields }: Session): ExtraField[] =>
  fields.map(({ dropdown, key, label, numeric, optional, text }) => ({
    ...{ name: `custom_${key}`, label: label.custom ?? key, kind: dropdown ? 'select' : 'text', isOptional: optional },
    ...(dropdown && { options: dropdown.options }),
    value: (text ?? numeric ?? dropdown)?.default_value ?? '',
  }))

/** What a session's page asks besides the card, in the order of the page. */
export const extraFieldsOf = (scene: Scene, session: Session): ExtraField[] => {
  const { billing_address_collection: billing, shipping_address_collection: shipping } = session
  return [
    ...(session.phone_number_collection?.enabled
      ? [{ name: 'phone', label: 'Phone', kind: 'text' as const, autocomplete: 'tel' }]
      : []),
    ...(shipping ? addressFields('shipping', 'Shipping', shipping.allowed_countries) : []),
    ...shippingOptions(scene, session),
    ...(billing === 'required' ? addressFields('billing', 'Billing', COUNTRIES) : []),
    ...(session.tax_id_collection?.enabled
      ? [{ name: 'tax_id', label: 'Tax ID', kind: 'text' as const, isOptional: true }]
      : []),
    ...customFields(session),
    ...(session.consent_collection?.terms_of_service === 'required'
      ? [{ name: 'terms_of_service', label: termsOf(session), kind: 'checkbox' as const }]
      : []),
  ]
}

const termsOf = ({ custom_text: { terms_of_service_acceptance: text } }: Session): string =>
  text?.message ?? 'I agree to the Terms of Service.'

const problemOf = ({ name, label, kind, options, isOptional }: ExtraField, value: string): string | undefined => {
  if (kind === 'checkbox') return value ? undefined : 'You must agree to go on.'
  if (value === '') return isOptional ? undefined : `${label}: please fill this in.`
  if (options && !options.some((option) => option.value === value)) return `${label}: please choose one.`
  return name === 'phone' && !/^\+?[\d\s().-]{5,20}$/.test(value) ? 'Enter a valid phone number.' : undefined
}

/** A field that is missing or does not fit. */
export const problemWithExtras = (
  scene: Scene,
  session: Session,
  extras: Payment['extras']
): PageProblem | undefined => {
  for (const field of extraFieldsOf(scene, session)) {
    const message = problemOf(field, extras[field.name] ?? '')
    if (message) return { message, field: field.name }
  }
  const wrong = session.custom_fields.find(({ key, numeric, text }) => {
    const value = extras[`custom_${key}`] ?? ''
    const { minimum_length: least, maximum_length: most } = numeric ?? text ?? {}
    const isShort = value.length < (least ?? 0) || value.length > (most ?? 255)
    return value !== '' && (isShort || (numeric !== undefined && !/^\d+$/.test(value)))
  })
  return wrong && { message: 'This does not fit.', field: `custom_${wrong.key}` }
}

const addressOf = (extras: Payment['extras'], prefix: string) => ({
  ...{ city: extras[`${prefix}_city`] || null, country: extras[`${prefix}_country`] || 'US' },
  ...{ line1: extras[`${prefix}_line1`] || null, line2: null, postal_code: extras[`${prefix}_postal_code`] || null },
  state: null,
})

/** What a completed session shows of what was typed. */
export const detailsOf = (session: Session, { email, name, extras }: Payer): Partial<Session> => ({
  customer_details: {
    address: addressOf(extras, 'billing'),
    ...{ business_name: null, email, individual_name: null, name: name || null, phone: extras.phone || null },
    tax_exempt: 'none',
    tax_ids: extras.tax_id ? [{ type: 'unknown', value: extras.tax_id }] : [],
  },
  ...(session.shipping_address_collection && {
    collected_information: {
      ...{ business_name: null, individual_name: null },
      shipping_details: { address: addressOf(extras, 'shipping'), name },
    },
  }),
  ...(session.consent_collection?.terms_of_service === 'required' && {
    consent: { promotions: null, terms_of_service: 'accepted' },
  }),
  custom_fields: answeredFields(session.custom_fields as never, (key) => extras[`custom_${key}`] || null),
})
