import { z } from '@botpress/sdk'
import type Stripe from 'stripe'

/** What the actions about a checkout session return. */
export const sessionOutput = {
  id: z.string().title('Session ID').describe('The ID of the checkout session (cs_…)'),
  url: z
    .string()
    .optional()
    .title('URL')
    .describe("The address of Stripe's payment page, to send to the customer. Absent when it can no longer be paid"),
  status: z.string().title('Status').describe('open, complete or expired'),
  expiresAt: z.number().title('Expires at').describe('When the page stops taking payments, in seconds since 1970'),
}

/** A session as the actions return it. */
export const toSession = ({ id, url, status, expires_at }: Stripe.Checkout.Session) => ({
  ...{ id, status: status ?? 'open', expiresAt: expires_at },
  ...(url && { url }),
})
