import type Stripe from 'stripe'
import type { Clock } from '../clock'
import type { Customers } from '../customer-binding'
import type { Guardrails } from '../guardrails/index'
import type { Identity } from '../identity/index'
import type { Memory } from '../memory'
import type { Reminders } from '../reminders'
import type { Sales } from '../sales'

/** What a handler works with. Nothing else reaches the outside world. */
export interface Tools {
  /** The real Stripe SDK over our gateway: pacing, retries and idempotency are its business, not the handler's. */
  stripe: Stripe
  clock: Clock
  /** Runs work under one name one after the other, within this process. Different names do not wait for each other. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T>
  /** What was found out before and rarely changes. Empty when the caller's idempotency key asks for the same steps again. */
  memory: Memory
  /** The bot that invokes. */
  botId: string
  /** What was sold in which conversation. */
  sales: Sales
  /** Events of ours that arrive later. */
  reminders: Reminders
  /** Which customer is which chat user. */
  customers: Customers
  /** What the configuration lets the bot do at most. */
  guardrails: Guardrails
  /** For whom an action is done. */
  identity: Identity
  /** A page of ours that says the payment was received, for customers who come from nowhere else. */
  thanksUrl: string
}
