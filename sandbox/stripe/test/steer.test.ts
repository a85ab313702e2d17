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
  stripe.steer({ traffic: { limits: { account: 2, endpoint: 9, search: 9, window: 'sliding' } } })
  const statuses = [await get(stripe), await get(stripe), await get(stripe)].map(({ status }) => status)
  expect(statuses).toEqual([503, 200, 429])
  expect(stripe.faults.hits()).toBe(1)
  stripe.steer({ traffic: {} })
  expect((await get(stripe)).status).toBe(200)
})

it('deliveries change too', async () => {
  let deliveries = 0
  const deliver = async () => {
    deliveries++
    return new Response('')
  }
  const stripe = createStripe({ clock: manualClock(), deliver })
  const headers = { authorization: 'Bearer sk_test_fake_sandbox', 'content-type': 'application/x-www-form-urlencoded' }
  const body = 'url=https://example.com/hook&enabled_events[]=*'
  await stripe.fetch(new Request('http://127.0.0.1/v1/webhook_endpoints', { method: 'POST', headers, body }))
  stripe.trigger('payout.failed', { id: 'po_1', object: 'payout' })
  await stripe.settled()
  expect(deliveries).toBe(1)
  stripe.steer({ deliveries: { duplicates: 1 } })
  stripe.trigger('payout.failed', { id: 'po_1', object: 'payout' })
  await stripe.settled()
  expect(deliveries).toBe(3)
})
