import { z } from '@botpress/sdk'

/** Stripe's most pictures. @see docs.stripe.com/api/products/create (images) */
const MOST_IMAGES = 8

/** What a product is made of. */
export const productDetails = {
  name: z.string().min(1).max(250).title('Name').placeholder('T-Shirt'),
  description: z
    .string()
    .max(5000)
    .optional()
    .title('Description')
    .describe('What it is, for customers: payment pages and cards show it'),
  images: z
    .array(
      z
        .string()
        .max(2000)
        .regex(/^https?:\/\/[^\s]+$/)
    )
    .max(MOST_IMAGES)
    .optional()
    .title('Images')
    .describe('Addresses of pictures, https://…, the first for cards'),
}
