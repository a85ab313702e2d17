import { randomUUID } from 'node:crypto'
import type { Clock } from '../clock'
import { sha256 } from '../hash'
import type { CallRecord } from './observe'

/** What belongs to one invocation of the integration, and is shared by all its calls to Stripe. */
export interface Invocation {
  /** The time, in milliseconds since 1970, at which the whole invocation must have its answer. */
  deadline: number
  /** What the idempotency keys of this invocation begin with. */
  keyPrefix: string
  /** Whether the caller chose the key: then an earlier invocation may have used it, and its answer is replayed. */
  repeatable: boolean
  /** How often each operation was called, so that every step has a key of its own. */
  steps: Map<string, number>
  /** Every call made so far, for the log and the sandbox. */
  calls: CallRecord[]
}

/** How long an invocation may take, well below Botpress' 60 s. Milliseconds. */
export const DEFAULT_BUDGET = 45_000

const hash = (...parts: string[]): string => sha256(JSON.stringify(parts), 'base64url').slice(0, 24)

export interface InvocationOptions {
  clock: Clock
  /** Milliseconds. */
  budget?: number
  /** Who invokes what: keys of two bots, or of two actions, never meet. */
  scope: string
  /** The caller's own key, if there is one. */
  idempotencyKey?: string | undefined
}

/** A new invocation. */
export const createInvocation = ({ clock, budget, scope, idempotencyKey }: InvocationOptions): Invocation => ({
  deadline: clock.now() + (budget ?? DEFAULT_BUDGET),
  keyPrefix: idempotencyKey === undefined ? `bp-${randomUUID()}` : `bp-${hash(scope, idempotencyKey)}`,
  repeatable: idempotencyKey !== undefined,
  steps: new Map(),
  calls: [],
})

/** The same invocation with less time: its keys, steps and calls stay the same. */
export const shortened = (invocation: Invocation, clock: Clock, ms: number): Invocation => ({
  ...invocation,
  deadline: Math.min(invocation.deadline, clock.now() + ms),
})
