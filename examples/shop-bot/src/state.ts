import { z } from '@botpress/sdk'

/** Names what is about to be done, so that trying again does it once. */
const key = z.string()

/** What is about to be bought. It is kept here, so that the amount that is confirmed is the one that is charged. */
const offer = z.object({
  priceId: z.string(),
  name: z.string(),
  /** The price of one piece, as the integration told it. */
  price: z.object({ unit_amount: z.number(), amount: z.string(), currency: z.string(), formatted: z.string() }),
  /** How often it is charged, in words that fit behind an amount; absent when it is paid once. */
  recurrence: z.string().optional(),
  quantity: z.number(),
  key,
})

/** Where a conversation stands: which step waits for an answer, and what it has to know. Nothing that a card pays with. */
export const dialogueState = z.object({
  step: z.string(),
  /** The products of the cards that were shown, so that their names can be typed. */
  shown: z.array(z.object({ productId: z.string(), name: z.string() })).optional(),
  offer: offer.optional(),
  /** The payment that is about to be paid back. */
  refund: z.object({ paymentId: z.string(), formatted: z.string(), key }).optional(),
})

export type Dialogue = z.output<typeof dialogueState>
export type Offer = z.output<typeof offer>

/** Nothing is waited for. */
export const IDLE: Dialogue = { step: 'idle' }
