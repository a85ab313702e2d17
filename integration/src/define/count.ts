import { z } from '@botpress/sdk'

/** An optional input that counts something, from 1 up to `most`: say what where it is described. */
export const countInput = (most: number) => z.number().int().min(1).max(most).optional()

/** Stripe's largest quantity of an item. @see docs.stripe.com/api/payment-link/create (line_items.quantity) */
export const LARGEST_QUANTITY = 999_999

/** How many pieces of one thing. */
export const quantityInput = countInput(LARGEST_QUANTITY).title('Quantity')
