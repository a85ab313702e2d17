import type Stripe from 'stripe'
import type { SetupProps } from '../define/types'
import { listOurs, remove } from './endpoint'
import { parseApiKey } from './key'
import { readEndpoints, writeEndpoints } from './known-endpoints'
import type { SetupTools } from './scene'

/**
 * Removes the webhook endpoint and forgets its secret. An endpoint or a key that is gone already is as good; what could
 * not be removed is said.
 * @throws Stripe's errors when it cannot be reached, so that removing can be tried again
 */
export const unregister = async (props: SetupProps, { stripeFor }: SetupTools): Promise<void> => {
  const { ctx, client, logger, webhookUrl } = props
  const place = { client, integrationId: ctx.integrationId }
  const known = await readEndpoints(place)
  const removed = await removeOurs(() => stripeFor(parseApiKey(ctx.configuration.apiKey).value), webhookUrl)
  if (!removed)
    logger.forBot().warn(`The key is no longer usable, so a webhook endpoint may remain at Stripe: ${webhookUrl}`)
  if (Object.keys(known).length > 0) await writeEndpoints(place, {})
}

const removeOurs = async (stripeOf: () => Stripe, webhookUrl: string): Promise<boolean> => {
  try {
    const stripe = stripeOf()
    const { ours } = await listOurs(stripe, webhookUrl)
    for (const { id } of ours) await remove(id, stripe)
    return true
  } catch (error) {
    if (isKeyGone(error)) return false
    throw error
  }
}

const GONE = ['StripeAuthenticationError', 'StripePermissionError']

const isKeyGone = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && error.code === 'invalid_configuration') ||
    ('type' in error && typeof error.type === 'string' && GONE.includes(error.type)))
