import { describe, expect, it } from 'vitest'
import { live } from './support/histories'

/** How many random histories are lived: 10,000 where all of it is tested. */
const HISTORIES = Number(process.env.MONEY_HISTORIES ?? 300)

/** One of so many is lived twice. */
const AGAIN = 10

describe(`money, in ${HISTORIES} random histories`, () => {
  it('is never made and never lost: balances, charges, refunds, disputes and invoices agree to the cent', async () => {
    let [done, refused] = [0, 0]
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const lived = await live(seed)
      expect(lived.problems, `history ${seed}`).toEqual([])
      if (seed % AGAIN === 0) expect((await live(seed)).record === lived.record, `history ${seed}, again`).toBe(true)
      done += lived.done
      refused += lived.refused
    }
    // Histories in which everything is refused would say nothing.
    expect(done / (done + refused)).toBeGreaterThan(0.5)
  }, 600_000)
})
