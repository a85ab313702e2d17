import { describe, expect, it } from 'vitest'
import { createPaymentLink } from '../../src/actions/create-payment-link'
import { getPaymentStatus } from '../../src/actions/get-payment-status'
import { SESSION, SESSIONS, tshirt, useShop } from '../payment-status/asking'
import { createEmbedded } from '../support/embedded'

const { story, ask, expectStatus, sellSession, sellLink, payLink } = useShop()

describe('a conversation', () => {
  const inConversation = () => ask({ conversationId: story().place.conversationId })

  it('where nothing was sold: says so, and asks nobody', async () => {
    const { status, requests } = await inConversation()
    expect(status).toEqual({ status: 'nothing_sold', sales: [] })
    expect(requests).toEqual([])
  })

  it('tells of what was last sold, and names the older ones to ask for', async () => {
    const link = await sellLink()
    await payLink(link.url)
    await story().world.clock.advance(60_000)
    const session = await sellSession()
    const soldAt = Math.floor(story().world.clock.now() / 1000)
    const { status, requests } = await inConversation()
    expect(status).toMatchObject({ status: 'unpaid', kind: 'session', id: session.id, url: session.url })
    expect(status.sales).toEqual([
      { kind: 'session', id: session.id, soldAt },
      { kind: 'link', id: link.id, soldAt: soldAt - 60 },
    ])
    expect(requests).toEqual([SESSION])
    await expectStatus(link.id, { status: 'paid' }, [SESSIONS])
  })

  it('reads its state with one call to Botpress', async () => {
    await sellLink()
    const before = story().world.botpress.calls.length
    await inConversation()
    expect(
      story()
        .world.botpress.calls.slice(before)
        .map(({ operation }) => operation)
    ).toEqual(['getState'])
  })

  it('remembers the last 20 sales', async () => {
    for (let count = 0; count < 21; count++) {
      await sellLink()
      // Calls to Stripe are paced, and time stands still here.
      await story().world.clock.advance(1000)
    }
    const { status } = await inConversation()
    expect(status.sales).toHaveLength(20)
  })
})

describe('bad input', () => {
  it.each([
    [{}, 'conversationId', /unless id is given/],
    [{ id: 'cs_1', conversationId: 'conv_1' }, 'id', /together with conversationId/],
    [{ id: 'cus_1' }, 'id', /plink_….*cs_….*pi_….*in_…/],
    [{ id: 'sub_1' }, 'id', /plink_….*cs_….*pi_….*in_…/],
    [{ id: 'cs' }, 'id', /plink_…/],
    [{ id: '' }, 'id', /at least 1/],
    [{ id: 'cs_1/../x' }, 'id', /letters, digits/],
    [{ conversationId: '' }, 'conversationId', /at least 1/],
  ])('%j is refused before any call: %s', async (input, field, sentence) => {
    const world = createEmbedded()
    const refused = world.run(getPaymentStatus, input)
    await expect(refused).rejects.toMatchObject({ code: 'invalid_input', details: { field } })
    await refused.catch(({ sentence: said }) => expect(said).toMatch(sentence))
    expect(world.calls).toEqual([])
  })

  it.each(['plink_nothing', 'cs_nothing', 'pi_nothing', 'in_nothing'])('%s: not found', async (id) => {
    const asked = createEmbedded().run(getPaymentStatus, { id })
    await expect(asked).rejects.toMatchObject({ code: 'not_found' })
  })

  it('a conversation whose sale is gone: not found', async () => {
    const world = createEmbedded()
    const place = { conversationId: 'conv_1' }
    await world.run(createPaymentLink, { ...tshirt, ...place })
    world.sold.unshift({ kind: 'link', id: 'plink_nothing', at: 0 })
    await expect(world.run(getPaymentStatus, place)).rejects.toMatchObject({ code: 'not_found' })
  })
})
