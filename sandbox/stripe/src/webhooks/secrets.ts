import type { Sandbox } from '../sandbox'

/** A new signing secret. */
export const newSecret = ({ ids }: Pick<Sandbox, 'ids'>): string => `whsec_${ids.text(32)}`

/** Replaces the signing secret of an endpoint. No call of the API can do it. @see docs.stripe.com/webhooks (roll secrets) */
export const rollSecret = (sandbox: Sandbox, endpointId: string): string => {
  const env = Object.values(sandbox.environments).find(({ secrets }) => secrets.has(endpointId))
  if (!env) throw new Error(`There is no webhook endpoint ${endpointId}.`)
  const secret = newSecret(sandbox)
  env.secrets.set(endpointId, secret)
  return secret
}
