import type { BotpressSandbox } from '@botpress-stripe/sandbox-botpress'
import Stripe from 'stripe'
import type { Clock } from '../../src/clock'

/** How a request is signed, or with which header it comes as it is. */
export interface Signing {
  header?: string | undefined
  secret?: string
  /** Seconds since 1970. */
  at?: number
}

/** Sends requests to the webhook URL as Stripe would, or as somebody else would. */
export const createPoster = (botpress: BotpressSandbox, clock: Pick<Clock, 'now'>) => {
  /** What Stripe signs with, as the integration has stored it. */
  const secret = (): string => {
    const state = botpress.states.find(({ name }) => name === 'webhookEndpoints')
    const endpoints: object = state?.payload.endpoints ?? {}
    return String(Object.values(endpoints).at(-1)?.secret)
  }

  /** Sends a request to the webhook URL that is signed as Stripe signs, or as `header` says. */
  const post = (payload: string, signing?: Signing) => {
    const timestamp = signing?.at ?? Math.floor(clock.now() / 1000)
    const header =
      signing && 'header' in signing
        ? signing.header
        : Stripe.webhooks.generateTestHeaderString({ payload, secret: signing?.secret ?? secret(), timestamp })
    return botpress.webhook({
      method: 'POST',
      body: payload,
      headers: header === undefined ? {} : { 'stripe-signature': header },
    })
  }

  return { secret, post }
}
