import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { listCustomers } from '../../integration/src/actions/list-customers'
import { createEmbedded } from '../../integration/test/support/embedded'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

const CUSTOMERS = 100_000
const MOST_BYTES = 20_000_000

/** Bytes that are in use after everything that can be freed was. */
const inUse = (): number => {
  for (let round = 0; round < 3; round++) collect()
  return process.memoryUsage().heapUsed
}

it(`pages through ${CUSTOMERS.toLocaleString('en')} customers and keeps none of them`, async () => {
  const world = createEmbedded()
  world.stripe.fill({ customers: CUSTOMERS })
  let nextToken: string | undefined
  const page = async (): Promise<number> => {
    const answer = await world.run(listCustomers, { ...(nextToken && { nextToken }) })
    nextToken = answer.nextToken
    return Object.keys(answer.customers).length
  }
  // What is made once – indexes, compiled code – is no growth.
  let seen = await page()
  const before = inUse()
  let [largest, pages] = [0, 1]
  while (nextToken) {
    seen += await page()
    pages++
    if (pages % 250 === 0) largest = Math.max(largest, inUse() - before)
  }
  expect({ seen, pages, calls: world.calls.length }).toEqual({ seen: CUSTOMERS, pages: 1_000, calls: 1_000 })
  expect(Math.max(largest, inUse() - before)).toBeLessThan(MOST_BYTES)
  console.log(`grew by ${((inUse() - before) / 1e6).toFixed(1)} MB, at most ${(largest / 1e6).toFixed(1)} MB`)
}, 120_000)
