import { createHash } from 'node:crypto'
import type { Clock } from './clock'
import type { Ids } from './types'

/** The prefixes of ids. With the 26 characters that follow, every id has the 28 to 36 that the API demands. */
const PREFIX = {
  user: 'user_',
  conversation: 'conv_',
  message: 'msg_',
  event: 'evt_',
  state: 'state_',
  integration: 'intver_',
} as const

export type IdKind = keyof typeof PREFIX

export type NewId = (kind: IdKind) => string

// Crockford's alphabet, which ULIDs are written in.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const character = (value: number): string => ALPHABET.charAt(value % ALPHABET.length)

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const base32 = (value: number, length: number): string => {
  const places = Array.from({ length }, (_, index) => Math.floor(value / ALPHABET.length ** (length - 1 - index)))
  return places.map(character).join('')
}

/**
 * Makes ULIDs with a prefix. Those of one millisecond are in the order in which they were made, as in ULID's monotonic
 * form: lists are paged by them. What is random in them follows from the seed alone.
 */
export const idMaker = (seed: string, clock: Clock): NewId => {
  let count = 0
  return (kind) => {
    count += 1
    const random = [...digest(`${seed}:${kind}:${count}`).subarray(0, 10)].map(character).join('')
    return PREFIX[kind] + base32(clock.now(), 10) + base32(count, 6) + random
  }
}

const uuid = (seed: string, name: string): string => {
  const hex = digest(`${seed}:${name}`).toString('hex')
  // Version 4, variant 1.
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-'
  )
}

/** The ids of a bot and of an integration installed on it. They do not depend on the time: a restart keeps them. */
export const installationIds = (seed: string, alias: string): Ids => {
  const newId = idMaker(seed, { now: () => 0, sleep: async () => {} })
  return {
    botId: uuid(seed, 'bot'),
    botUserId: newId('user'),
    integrationId: newId('integration'),
    webhookId: uuid(seed, 'webhook'),
    alias,
  }
}

/** The key of a person in the web chat. Nobody who does not know the seed can guess it. */
export const userKey = (seed: string, userId: string): string =>
  `uk_fake_${digest(`${seed}:key:${userId}`).toString('hex').slice(0, 40)}`

/** A token that nobody can take for a real one. */
export const fakeToken = (seed: string): string => `bp_fake_${digest(`${seed}:token`).toString('hex').slice(0, 24)}`
