import { expect, it } from 'vitest'
import { createPaymentLink } from '../src/actions/create-payment-link'
import { createSubsLink } from '../src/actions/create-subs-link'
import { fromMetadata, toMetadata } from '../src/binding'
import { BOT_ID, createEmbedded } from './support/embedded'

const place = { conversationId: 'conv_1', userId: 'user_1', messageId: 'msg_1' }
const product = { productName: 'T-Shirt', unit_amount: 1999 }

it('what is written is read back, and the seller‘s own metadata apart from it', () => {
  const metadata = toMetadata({ ...place, metadata: { order: '42' } }, 'bot')
  expect(fromMetadata(metadata)).toEqual({ botId: 'bot', announces: undefined, ...place, metadata: { order: '42' } })
})

it.each([undefined, null, 'text', 5, [], { a: 5 }])('%j as metadata is none', (odd) => {
  expect(fromMetadata(odd).metadata).toEqual({})
})

it('a link for a conversation carries it to the payment, and can be paid once', async () => {
  const { run, gateway, sold } = createEmbedded()
  const { id } = await run(createPaymentLink, { ...product, ...place })
  const link = await gateway.paymentLinks.retrieve(id)
  expect(link.metadata).toMatchObject({ botpress_bot_id: BOT_ID, botpress_conversation_id: 'conv_1' })
  expect(link.payment_intent_data?.metadata).toMatchObject({
    botpress_conversation_id: 'conv_1',
    botpress_user_id: 'user_1',
  })
  expect(link.restrictions?.completed_sessions.limit).toBe(1)
  expect(sold).toMatchObject([{ kind: 'link', id }])
})

it('maxPayments decides, and a link for nobody has no limit', async () => {
  const { run, gateway } = createEmbedded()
  const limitOf = async (input: object) => {
    const { id } = await run(createPaymentLink, { ...product, ...input })
    return (await gateway.paymentLinks.retrieve(id)).restrictions?.completed_sessions.limit
  }
  expect(await limitOf({ ...place, maxPayments: 5 })).toBe(5)
  expect(await limitOf({ maxPayments: 3 })).toBe(3)
  expect(await limitOf({})).toBeUndefined()
})

it('a subscription link carries it to the subscription', async () => {
  const { run, gateway } = createEmbedded()
  const { id } = await run(createSubsLink, { ...product, ...place, description: 'Monthly' })
  const link = await gateway.paymentLinks.retrieve(id)
  expect(link.subscription_data).toMatchObject({
    description: 'Monthly',
    metadata: { botpress_bot_id: BOT_ID, botpress_conversation_id: 'conv_1' },
  })
})
