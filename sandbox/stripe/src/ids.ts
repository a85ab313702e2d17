import { createHash, randomBytes } from 'node:crypto'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export interface Ids {
  /** Letters and digits. */
  text(length: number): string
  /** A number from 0 up to 1. */
  number(): number
  /** An ID as Stripe makes them: `cus_` and 14 characters. */
  make(prefix: string): string
  /** How far a seed was used; with it, they go on where they were. */
  used(): number
  goOn(used: number): void
}

/** How many characters follow a prefix; 24 for all others. */
const LENGTHS: Readonly<Record<string, number>> = { cus: 14, prod: 14, si: 14, req: 14, il: 24 }

/** Bytes that a hash has. */
const BLOCK = 32

/** IDs and secrets; with a seed the same ones in every run. */
export const createIds = (seed: string | undefined): Ids => {
  let counter = 0
  const block = () => createHash('sha256').update(`${seed}:${counter++}`).digest()
  const bytes = (length: number): Buffer => {
    if (seed === undefined) return randomBytes(length)
    if (length <= BLOCK) return block().subarray(0, length)
    return Buffer.concat(Array.from({ length: Math.ceil(length / BLOCK) }, block)).subarray(0, length)
  }
  const text = (length: number) => {
    let made = ''
    for (const byte of bytes(length)) made += ALPHABET[byte % ALPHABET.length]
    return made
  }
  const number = () => bytes(4).readUInt32LE() / 2 ** 32
  const goOn = (used: number) => {
    counter = used
  }
  return {
    ...{ text, number, used: () => counter, goOn },
    make: (prefix) => `${prefix}_${text(LENGTHS[prefix] ?? 24)}`,
  }
}
