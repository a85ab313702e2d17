import { z } from '@botpress/sdk'

/** The optional input of every action that returns a Stripe object in short. */
export const rawInput = {
  raw: z
    .boolean()
    .optional()
    .title('Raw')
    .describe("Whether Stripe's whole object is returned too. Leave it out for a language model: it is long"),
}

/** What `raw: true` adds. */
export const rawOutput = {
  raw: z.object({}).passthrough().optional().title('Raw').describe("Stripe's whole object, when it was asked for"),
}

/** Whoever holds one of these can act on a payment, or sign in Stripe's name: not for a bot. */
const SECRETS = ['client_secret', 'confirmation_secret', 'secret']

/** Stripe's object as plain data, without what must stay secret, however deep it stands. */
export const withoutSecrets = (object: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(object, (name, value) => (SECRETS.includes(name) ? undefined : value)))

/** Stripe's object as plain data, when it was asked for. */
export const rawOf = ({ raw }: { raw?: boolean | undefined }, object: object): { raw?: Record<string, unknown> } =>
  raw ? { raw: withoutSecrets(object) } : {}
