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

/** Whoever holds one of these can act on the payment: not for a bot. */
const SECRETS = ['client_secret', 'confirmation_secret']

/** Stripe's object as plain data, when it was asked for. */
export const rawOf = ({ raw }: { raw?: boolean | undefined }, object: object): { raw?: Record<string, unknown> } => {
  if (!raw) return {}
  const plain: Record<string, unknown> = JSON.parse(JSON.stringify(object))
  for (const secret of SECRETS) delete plain[secret]
  return { raw: plain }
}
