import { expect, it } from 'vitest'
import { createStripe, manualClock } from '../src/index'

const get = (stripe: ReturnType<typeof createStripe>) =>
  stripe.fetch(
    new Request('http://127.0.0.1/v1/customers', { headers: { authorization: 'Bearer sk_test_fake_sandbox' } })
  )

it('traffic changes while the sandbox runs, and faults on demand stay', async () => {
  const stripe = createStripe({ clock: manualClock() })
  expect((await get(stripe)).status).toBe(200)
  stripe.faults.add({ fault: '503', times: 1 })
  stripe.steer({ limits: { account: 2, endpoint: 9, search: 9, window: 'sliding' } })
  const statuses = [await get(stripe), await get(stripe), await get(stripe)].map(({ status }) => status)
  expect(statuses).toEqual([503, 200, 429])
  expect(stripe.faults.hits()).toBe(1)
  stripe.steer({})
  expect((await get(stripe)).status).toBe(200)
})
