import type { Invocation } from '../gateway/invocation'
import type { Limits } from '../gateway/pace'
import type { Stage } from '../gateway/stage'
import type { Memory } from '../memory'

/**
 * Work on one of Stripe's objects, one after the other among all instances. Within one process, whoever calls already
 * waits in a queue.
 */
export type Lease = <T>(object: string, invocation: Invocation | undefined, work: () => Promise<T>) => Promise<T>

/** What the instances share of one account, in the mode of a key. */
export interface SharedAccount {
  /** Around each try, inside `pace`: it waits for a slot of the budget of all instances. None when there is no store. */
  pace?: Stage
  lease: Lease
}

/** The right to give some Botpress events to the bot. */
export interface Claim {
  /** The marks of those that were given before, by whichever instance. */
  done: readonly string[]
  /** Whether an instance may have given one and ended before it could say so. */
  inDoubt: boolean
  /** Since when claims are remembered, in milliseconds since 1970: of an older event, nobody may know any more. */
  since: number
  /** It was given, and is never given again. */
  finish(mark: string): Promise<void>
  /** Lets others try what was not given. */
  giveUp(): Promise<void>
}

/** Claims all of some marks, or none. @throws {ClaimRefused} */
export type Claims = (marks: readonly string[]) => Promise<Claim>

/** An event may not be given now: another instance is giving it, or nobody can know whether one is. */
export class ClaimRefused extends Error {
  override readonly name = 'ClaimRefused'
}

/**
 * What the instances of a deployment share. When the store fails, every part of it does what one process can do
 * alone; only `claims` refuses.
 */
export interface Shared {
  /** For one key of Stripe's. */
  account(apiKey: string, limits: Limits): SharedAccount
  /** For one installation. */
  claims(installation: string): Claims
  /** A memory that forgets what another instance changed. */
  watched(memory: Memory): Memory
}
