import type { Clock } from '../../clock'
import { sha256 } from '../../hash'
import type { Run } from './connection'

/** What each part of the adapter works with. */
export interface Tools {
  run: Run
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  /** The name of this process among the instances. */
  me: string
  /** Says a sentence in the log, once in the life of this process. */
  sayOnce(sentence: string): void
}

/**
 * Where the keys of an owner begin. In a cluster, all of them are on one node, because of the braces. They hold no secret
 * and nothing of a person: hashes only.
 */
export const placeOf = (kind: string, owner: string): string => `bp-stripe:{${hashed(kind, owner)}}:${kind}`

/** 96 bits of a SHA-256. */
export const hashed = (...parts: string[]): string => sha256(JSON.stringify(parts), 'base64url').slice(0, 16)
