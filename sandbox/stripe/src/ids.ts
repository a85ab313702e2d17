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

/** IDs and secrets; with a seed the same ones in every run. */
export const createIds = (seed: string | undefined): Ids => {
  let counter = 0
  const bytes = (length: number): Buffer =>
    seed === undefined
      ? randomBytes(length)
      : Buffer.concat(
          Array.from({ length: Math.ceil(length / 32) }, () =>
            createHash('sha256').update(`${seed}:${counter++}`).digest()
          )
        ).subarray(0, length)
  const text = (length: number) => [...bytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
  const number = () => bytes(4).readUInt32LE() / 2 ** 32
  const goOn = (used: number) => {
    counter = used
  }
  return {
    ...{ text, number, used: () => counter, goOn },
    make: (prefix) => `${prefix}_${text(LENGTHS[prefix] ?? 24)}`,
  }
}
