import { expect, it } from 'vitest'
import { createCustomer } from '../../src/actions/create-customer'
import { searchCustomers } from '../../src/actions/search-customers'
import { linesOf } from '../../src/gateway/observe'
import { createTestClock } from '../support/clock'
import { createEmbedded, TEST_KEY } from '../support/embedded'

it('a call is a line, and each of several tries another: with status, waiting time and request ID', async () => {
  const clock = createTestClock()
  const world = createEmbedded({ clock, gatewayClock: clock, random: () => 1 })
  world.stripe.faults.add({ fault: '429 limiter', times: 1 })
  world.stripe.faults.add({ fault: 'reset before', times: 1 })
  await clock.drive(world.run(createCustomer, { email: 'anna@example.com', name: 'Anna' }))
  const lines = world.calls.flatMap(linesOf)
  expect(lines).toHaveLength(4)
  expect(lines[0]).toMatch(/^POST \/v1\/customers {2}try 1 {2}429 {2}0 ms {2}req_\w+$/)
  expect(lines[1]).toMatch(/^POST \/v1\/customers {2}try 2 {2}ECONNRESET {2}0 ms {2}after 250 ms$/)
  expect(lines[2]).toMatch(/^POST \/v1\/customers {2}try 3 {2}200 {2}0 ms {2}after 500 ms {2}req_\w+$/)
  expect(lines[3]).toMatch(/^POST \/v1\/customers {2}200 {2}\d+ ms .*req_\w+$/)
})

it('a line holds no key, no query and nothing of the customer', async () => {
  const world = createEmbedded()
  await world.run(searchCustomers, { email: 'anna@example.com', name: 'Anna' })
  await world.run(createCustomer, { email: 'anna@example.com', name: 'Anna' })
  const text = world.calls.flatMap(linesOf).join('\n')
  expect(text).toContain('GET /v1/customers/search')
  expect(text).not.toMatch(/anna|Anna|example\.com|\?/)
  expect(text).not.toContain(TEST_KEY)
})
