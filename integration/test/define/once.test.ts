import { z } from '@botpress/sdk'
import { expect, it } from 'vitest'
import { defineAction } from '../../src/define/action'
import { idempotencyInput } from '../../src/define/idempotency'
import { isRepeated, repeatedOutput } from '../../src/define/repeated'
import { createEmbedded } from '../support/embedded'

const charge = defineAction({
  ...{ title: 'Charge', description: 'Charges a card.', examples: [], once: true },
  input: z.object({
    ...{ amount: z.number(), method: z.string(), raw: z.boolean().optional(), customerToken: z.string().optional() },
    ...idempotencyInput,
  }),
  output: z.object({ id: z.string(), ...repeatedOutput }),
  async handler({ amount, method: payment_method }, { stripe }) {
    const intent = await stripe.paymentIntents.create({ amount, currency: 'usd', payment_method, confirm: true })
    return { id: intent.id, ...isRepeated(intent) }
  },
})

const good = { amount: 500, method: 'pm_card_visa' }

it('the same input means the same thing, once, and the answer says so', async () => {
  const world = createEmbedded()
  const first = await world.run(charge, good)
  expect(await world.run(charge, { method: good.method, raw: true, amount: 500 })).toEqual({ ...first, repeated: true })
  expect([first.repeated, world.stripe.count('payment_intent', 'test')]).toEqual([false, 1])
})

it('another input, or a key of the caller’s own, means another', async () => {
  const world = createEmbedded()
  const ids = [good, { ...good, amount: 600 }, { ...good, idempotencyKey: 'again' }].map((input) =>
    world.run(charge, input)
  )
  expect(new Set((await Promise.all(ids)).map(({ id }) => id)).size).toBe(3)
})

it('what was declined is tried again', async () => {
  const world = createEmbedded()
  const declined = { amount: 500, method: 'pm_card_visa_chargeDeclined' }
  for (const _ of [1, 2]) await expect(world.run(charge, declined)).rejects.toMatchObject({ code: 'payment_declined' })
  expect(world.stripe.count('charge', 'test')).toBe(2)
})

it('a token stands for its holder: renewed, it is the same; another holder means another', async () => {
  const world = createEmbedded()
  const tokenOf = (userId: string, seconds: number) =>
    world.tools.identity.tokenFor({ userId, customerId: `cus_${userId}` }, seconds).token
  const tokens = [tokenOf('ann', 60), tokenOf('ann', 3600), tokenOf('bob', 60), 'damaged', 'broken']
  const ids: string[] = []
  for (const customerToken of tokens) ids.push((await world.run(charge, { ...good, customerToken })).id)
  expect(ids.map((id) => ids.indexOf(id))).toEqual([0, 0, 2, 3, 4])
})
