import { expect, it } from 'vitest'
import { getBalance } from '../../src/actions/get-balance'
import { createEmbedded } from '../support/embedded'

it('tells staff the balance, in one call', async () => {
  const world = createEmbedded({ guardrails: { access: 'any' } })
  const calls = await world.requestsOf(async () => {
    expect(await world.run(getBalance, {})).toMatchObject({ available: [{ currency: 'usd' }] })
  })
  expect(calls).toEqual(['GET /v1/balance'])
})

it('is none of a chat user’s business', async () => {
  const world = createEmbedded()
  await expect(world.run(getBalance, {})).rejects.toMatchObject({ code: 'not_allowed' })
  expect(world.calls).toEqual([])
})
