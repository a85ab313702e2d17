import { describe, expect, it } from 'vitest'
import { type Account, accountOf, type Cost, costOf, rows } from './support/rows'
import { LARGE, SMALL } from './support/size'

/** The table of issue and documentation: what each action costs, the same in a small and in a large account. */

const accounts = new Map<number, Account>()

/** The account of a size, filled once. */
const account = (size: number): Account => {
  const known = accounts.get(size) ?? accountOf(size)
  accounts.set(size, known)
  return known
}

const calls = ({ cold, warm }: Cost) => ({ cold, warm })

describe(`calls to Stripe, counted with ${SMALL} and with ${LARGE.toLocaleString('en')} objects of each kind`, () => {
  it.each(rows.map((row) => [row.name, row] as const))('%s', async (_, row) => {
    const small = await costOf(row, account(SMALL))
    const large = await costOf(row, account(LARGE))
    expect(calls(large)).toEqual(calls(small))
    expect(large.cold).toBeLessThanOrEqual(row.most.cold)
    expect(large.warm).toBeLessThanOrEqual(row.most.warm)
    // Addresses and names grow by some digits; an answer never by an object.
    expect(large.bytes).toBeLessThan(small.bytes * 1.1)
    if (process.env.GROWTH_PRINT) console.log(`${row.name}\t${large.cold}\t${large.warm}`)
  })
})
