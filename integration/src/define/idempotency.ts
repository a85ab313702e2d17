import { z } from '@botpress/sdk'

/** The optional input of every action that creates something. */
export const idempotencyInput = {
  idempotencyKey: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .title('Idempotency key')
    .placeholder('order-1234')
    .describe(
      'Any text that names this operation, for example an order number. A repeated call with the same key and the same input within a day returns the first result and creates nothing new'
    ),
}
