import type Stripe from 'stripe'
import type { Clock } from '../clock'
import type { Customers } from '../customer-binding'
import type { Guardrails } from '../guardrails/index'
import type { Identity } from '../identity/index'
import type { Links } from '../links/index'
import type { Memory } from '../memory'
import type { Reminders } from '../reminders'
import type { Sales } from '../sales'
import type { Verified } from '../setup/verify'

/** What a handler works with. Nothing else reaches the outside world. */
export interface Tools {
  /** The real Stripe SDK over our gateway: pacing, retries and idempotency are its business, not the handler's. */
  stripe: Stripe
  clock: Clock
  /** Runs work under one name one after the other, within this process. Different names do not wait for each other. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T>
  /** Runs work whose calls to Stripe have at most so many milliseconds, for what can be done without. */
  within<T>(ms: number, work: (stripe: Stripe) => Promise<T>): Promise<T>
  /**
   * Runs work with a little time of its own, also when the invocation has none left: to see what became of something that
   * was begun, and to take it back.
   */
  lastly<T>(work: (stripe: Stripe) => Promise<T>): Promise<T>
  /** What was found out before and rarely changes. Empty when the caller's idempotency key asks for the same steps again. */
  memory: Memory
  /**
   * What cannot change at Stripe, for example what a price costs. Remembered also where the same steps are asked for
   * again: a read is no step.
   */
  known: Memory
  /** The bot that invokes. */
  botId: string
  /** What was sold in which conversation. */
  sales: Sales
  /** Events of ours that arrive later. */
  reminders: Reminders
  /** Payment links by their address. */
  links: Links
  /** Which customer is which chat user. */
  customers: Customers
  /** What the configuration lets the bot do at most. */
  guardrails: Guardrails
  /** For whom an action is done. */
  identity: Identity
  /** A page of ours that says the payment was received, for customers who come from nowhere else. */
  thanksUrl: string
  /** What was set up at Stripe when the integration was installed. Usable also when the key is not. */
  setup: { verify(repair: boolean): Promise<Verified> }
}
