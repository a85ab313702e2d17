import { z } from '@botpress/sdk'
import type Stripe from 'stripe'
import { type Binding, bindingInput, toMetadata } from '../binding'
import { invalidInput } from '../errors'
import { idempotencyInput } from './idempotency'

/** A Stripe customer as the actions return it: Stripe's own fields. */
export const customerSchema = z
  .object({
    id: z.string().title('Customer ID').describe('The ID of the customer (cus_…)'),
    email: z.string().nullable().title('Email').describe('The e-mail address, or null'),
    name: z.string().nullable().optional().title('Name').describe('The full name, or null'),
    description: z.string().nullable().title('Description').describe('What the shop noted about the customer, or null'),
    phone: z.string().nullable().optional().title('Phone').describe('The phone number, or null'),
    address: z.object({}).passthrough().nullable().optional().title('Address').describe('The postal address, or null'),
    created: z.number().title('Created').describe('When the customer was created, in seconds since 1970'),
    delinquent: z
      .boolean()
      .nullable()
      .optional()
      .title('Delinquent')
      .describe('True when the latest invoice is overdue'),
  })
  .passthrough()

export type CustomerOutput = z.input<typeof customerSchema>

/** Stripe's customer as plain data. */
export const customerOutput = (customer: Stripe.Customer): CustomerOutput => ({
  ...customer,
  address: customer.address ? { ...customer.address } : customer.address,
})

/** What the actions that create a customer take. Lengths are those Stripe allows. */
export const customerInput = {
  email: z
    .string()
    .email()
    .max(512)
    .title('Email')
    .placeholder('customer@example.com')
    .describe('The e-mail address of the customer, where receipts go'),
  name: z.string().max(256).optional().title('Name').placeholder('Full name').describe('The full name of the customer'),
  phone: z
    .string()
    .max(20)
    .optional()
    .title('Phone')
    .placeholder('+1 555 0100')
    .describe('The phone number of the customer'),
  description: z.string().max(350).optional().title('Description').describe('A note about the customer, for the shop'),
  paymentMethodId: z
    .string()
    .max(255)
    .optional()
    .title('Payment method ID')
    .placeholder('pm_…')
    .describe("A payment method made on one of Stripe's pages (pm_…), attached to the customer. Never a card number"),
  address: z
    .string()
    .max(2000)
    .optional()
    .title('Address')
    .placeholder('1 Main Street, Springfield')
    .describe(
      'The postal address: free text, or a JSON object with line1, line2, city, state, postal_code and country'
    ),
  userId: bindingInput.userId.describe('The Botpress user who is this customer. Events about the customer carry it'),
  conversationId: bindingInput.conversationId.describe(
    'With a user ID: the conversation in which events about the customer arrive, when nothing else says where'
  ),
  metadata: bindingInput.metadata.describe('Names and texts of your own, for example the number of an account'),
  ...idempotencyInput,
}

interface CustomerInput extends Binding {
  email: string
  name?: string | undefined
  phone?: string | undefined
  description?: string | undefined
  paymentMethodId?: string | undefined
  address?: string | undefined
  metadata?: Record<string, string> | undefined
}

/** Of a customer that no chat user is, nothing is written that nobody asked for. */
const customerMetadata = (input: CustomerInput, botId: string): Stripe.CustomerCreateParams => {
  const metadata = toMetadata(input, botId)
  const isBound = Boolean(input.userId || input.conversationId)
  return isBound || input.metadata ? { metadata: isBound ? metadata : input.metadata } : {}
}

/** The parameters for Stripe from the input of an action. */
export const customerParams = (input: CustomerInput, botId: string): Stripe.CustomerCreateParams => ({
  ...customerMetadata(input, botId),
  email: input.email,
  ...(input.name && { name: input.name }),
  ...(input.phone && { phone: input.phone }),
  ...(input.description && { description: input.description }),
  ...(input.paymentMethodId && { payment_method: input.paymentMethodId }),
  ...(input.address && { address: parseAddress(input.address) }),
})

const ADDRESS_FIELDS = ['line1', 'line2', 'city', 'state', 'postal_code', 'country'] as const

const parseJsonObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/**
 * An address typed as text: a JSON object goes to Stripe's fields, anything else is the first line.
 * @throws {IntegrationError} invalid_input for a JSON object with a field Stripe does not have.
 */
export const parseAddress = (text: string): Stripe.AddressParam => {
  const object = parseJsonObject(text)
  if (!object) return { line1: text }
  const known: readonly string[] = ADDRESS_FIELDS
  for (const [key, value] of Object.entries(object)) {
    if (!known.includes(key)) {
      throw invalidInput('address', `has an unknown field "${key.slice(0, 40)}". Use ${ADDRESS_FIELDS.join(', ')}.`)
    }
    if (value !== null && typeof value !== 'string' && typeof value !== 'number') {
      throw invalidInput('address', `"${key}" must be text.`)
    }
  }
  const given = ADDRESS_FIELDS.filter((field) => object[field] !== undefined && object[field] !== null)
  if (given.length === 0) throw invalidInput('address', `is an empty object. Use ${ADDRESS_FIELDS.join(', ')}.`)
  return Object.fromEntries(given.map((field) => [field, String(object[field])]))
}
