import { z } from '@botpress/sdk'
import { customerState, linkedState } from './customer-binding'
import { CHOICES, DEFAULT_CHOICE } from './events/index'
import { guardrailFields } from './guardrails/configuration'
import { linkStates } from './links/states'
import { salesState } from './sales'
import { catchUpState } from './setup/gap'
import { API_VERSIONS, LEGACY_API_VERSION, PINNED_API_VERSION } from './versions'
import { ledgerStates } from './webhook/ledger'

/** What the person who installs the integration fills in. */
export const configuration = z.object({
  apiKey: z
    .string()
    .max(512)
    .secret()
    .title('Stripe API key')
    .placeholder('rk_live_… or sk_test_…')
    .describe(
      'A secret key (sk_…) or a restricted key (rk_…) from the Stripe Dashboard under Developers → API keys. A test key works with test data, a live key with real money.'
    ),
  apiVersion: z
    .enum(API_VERSIONS)
    .optional()
    .title('API version of event objects')
    .describe(
      `The Stripe version in which the objects inside events are rendered. Leave it empty for ${PINNED_API_VERSION}; choose ${LEGACY_API_VERSION} for a bot that moved over from Botpress' earlier Stripe integration and reads data.object.`
    ),
  events: z
    .array(z.enum(CHOICES))
    .optional()
    .title('Events')
    .describe(`The events the bot gets. Leave it empty for the usual ones: ${DEFAULT_CHOICE.join(', ')}.`),
  otherEvents: z
    .array(z.string().max(100))
    .max(50)
    .optional()
    .title('Other Stripe events')
    .describe('Types of further Stripe events that arrive as stripeEvent, for example customer.tax_id.created.'),
  ...guardrailFields,
})

export type Configuration = z.input<typeof configuration>

const endpoint = z.object({
  id: z.string(),
  secret: z.string().secret(),
  keyHash: z.string(),
  apiVersion: z.string(),
  account: z.string().optional(),
  livemode: z.boolean(),
  savedAt: z.number(),
  leftBehind: z.boolean().optional(),
  /** When our first endpoint of this account and mode was made, in milliseconds since 1970: nothing before is told. */
  since: z.number().optional(),
  /** Where it sends events, as Botpress told when it was made. */
  url: z.string().optional(),
  /** The types it was last made to ask for. */
  events: z.array(z.string()).optional(),
})

/** A webhook endpoint at Stripe that is ours, with the secret Stripe showed us once. */
export type KnownEndpoint = z.output<typeof endpoint>

export const states = {
  webhookEndpoints: {
    type: 'integration' as const,
    schema: z.object({
      endpoints: z
        .record(endpoint)
        .title('Webhook endpoints')
        .describe('The webhook endpoint of each Stripe account and mode this bot was connected to'),
    }),
  },
  catchUp: catchUpState,
  sales: salesState,
  stripeCustomer: customerState,
  linkedCustomer: linkedState,
  ...ledgerStates,
  ...linkStates,
}

export const user = {
  tags: {
    id: { title: 'Stripe customer ID', description: 'The ID of the Stripe customer this user is' },
  },
}
