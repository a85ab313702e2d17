import type { Claim, Shared } from './index'

const nothing = () => Promise.resolve()

/** What may be given as far as this process knows. */
export const MINE: Claim = {
  done: [],
  inDoubt: false,
  since: Number.NEGATIVE_INFINITY,
  finish: nothing,
  giveUp: nothing,
}

/**
 * Without a store, each process knows only itself: Stripe's 429s say when others share the account, Stripe's locks and
 * idempotency keys keep objects single, and the ledger in Botpress' state remembers what was delivered.
 */
export const alone: Shared = {
  account: () => ({ lease: (_object, _invocation, work) => work() }),
  claims: () => async () => MINE,
  watched: (memory) => memory,
}
