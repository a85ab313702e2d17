import * as crypto from 'node:crypto'

type Encoding = 'hex' | 'base64url'

const inSteps = (text: string, encoding: Encoding): string => crypto.createHash('sha256').update(text).digest(encoding)

/**
 * The SHA-256 of a text. Node.js 20.12 can make it at once; before, each takes an object that lives on until the next large
 * collection.
 */
export const sha256: (text: string, encoding: Encoding) => string =
  typeof crypto.hash === 'function' ? (text, encoding) => crypto.hash('sha256', text, encoding) : inSteps

/**
 * One of some names, by a text: the same each time, and each name as often as another.
 * @throws {RangeError} when there are none
 */
export const oneOf = <Name extends string>(names: readonly Name[], text: string): Name => {
  const name = names[Number.parseInt(sha256(text, 'hex').slice(0, 4), 16) % names.length]
  if (name === undefined) throw new RangeError('There are no names to choose from.')
  return name
}
