import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'

const permission = z.object({ feature: z.string(), permission: z.string(), ok: z.boolean() })
const problem = z.object({ code: z.string(), problem: z.string(), remedy: z.string() })

const webhook = z.object({
  url: z.string().describe('Where Stripe sends events'),
  status: z.enum(['enabled', 'disabled', 'missing', 'unreachable', 'unknown']),
  canBeReached: z.boolean().describe('Whether Stripe can reach the address'),
  endpointId: z.string().optional(),
  apiVersion: z.string().optional().describe('The version in which it shows objects'),
  events: z.array(z.string()).describe('The types of Stripe events that the configuration needs'),
  notAskedFor: z.array(z.string()).describe('Of these, what the endpoint does not ask for'),
  lastEventAt: z.number().optional().describe('The newest event that arrived, in seconds since 1970'),
  undelivered: z.number().describe('Events found that had not arrived; 100 means 100 or more'),
  caughtUp: z.number().describe('Missed events that were given to the bot now'),
  moreToCatchUp: z.boolean(),
})

export const verifySetup = defineAction({
  title: 'Verify setup',
  description:
    'Checks the key, its permissions and the webhook endpoint, mends what can be mended, and delivers events that the bot missed. Call it when payments seem not to arrive. It also runs by itself, once a day. That a key may write cannot be tried without writing: of a restricted key only reading is tried.',
  input: z.object({
    repair: z
      .boolean()
      .default(true)
      .title('Repair')
      .describe('Whether what is wrong is mended, too. Switched off, nothing is changed. Default true'),
  }),
  output: z.object({
    mode: z.enum(['test', 'live']).optional().title('Mode').describe('test: no real money. live: real money'),
    accountId: z
      .string()
      .optional()
      .title('Account ID')
      .describe('The Stripe account (acct_…), when the key may read it'),
    keyKind: z
      .enum(['secret', 'restricted'])
      .optional()
      .title('Kind of key')
      .describe('Which kind of key is configured'),
    permissions: z
      .array(permission)
      .title('Permissions')
      .describe('For each feature the permission it needs, and whether the key has it'),
    webhook: webhook.title('Webhook').describe('The webhook endpoint, and which events arrived through it'),
    mended: z.array(z.string()).title('Mended').describe('What was wrong and has been put right now'),
    problems: z
      .array(problem)
      .title('Problems')
      .describe('What is wrong and how to put it right, in plain sentences. Empty when all is well'),
  }),
  examples: [
    { title: 'Check and mend', input: {} },
    { title: 'Only look', input: { repair: false } },
  ],
  handler: ({ repair }, { setup }) => setup.verify(repair),
})
