import { createStripe } from '@botpress-stripe/sandbox-stripe'
import { beforeAll, describe, expect, it } from 'vitest'
import { createPaymentLink } from '../../integration/src/actions/create-payment-link'
import { findPaymentLink } from '../../integration/src/actions/find-payment-link'
import { createTestClock, type TestClock } from '../../integration/test/support/clock'
import { createEmbedded, type Embedded, memoryStates, TEST_KEY } from '../../integration/test/support/embedded'
import { createInstalled } from '../../integration/test/support/installed'
import { LARGE } from './support/size'

/** Payment links found by their address, in accounts of which nobody has all in sight. */

const LATENCY = 300

interface Shop {
  clock: TestClock
  /** Links, the newest first. */
  links: Array<{ id: string; url: string }>
  stripe: ReturnType<typeof createStripe>
}

/** An account with links that another program made. Its answers take some time when the clock is asked. */
const shopWith = async (count: number): Promise<Shop> => {
  const clock = createTestClock()
  const stripe = createStripe({ seed: 'links', clock })
  stripe.fill({ products: 1, prices: 1, paymentLinks: count })
  const links = []
  const reader = createEmbedded({
    gatewayClock: clock,
    wrap: () => (input, init) => stripe.fetch(new Request(input, init)),
  })
  for await (const link of reader.gateway.paymentLinks.list({ limit: 100 })) links.push({ id: link.id, url: link.url })
  stripe.requests.clear()
  return { clock, stripe, links }
}

/** A process of the integration on the account. */
const instance = ({ stripe, clock }: Shop, more: Parameters<typeof createEmbedded>[0] = {}): Embedded =>
  createEmbedded({
    gatewayClock: clock,
    wrap: () => async (input, init) => {
      await clock.sleep(LATENCY)
      return stripe.fetch(new Request(input, init))
    },
    ...more,
  })

/** The cursors of the pages that were read: each must be read once. */
const cursorsIn = (shop: Shop) => {
  const cursors: string[] = []
  const { fetch } = shop.stripe
  const spied = (request: Request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/v1/payment_links' && request.method === 'GET') {
      cursors.push(searchParams.get('ending_before') ?? searchParams.get('starting_after') ?? 'top')
    }
    return fetch(request)
  }
  return { cursors, shop: { ...shop, stripe: { ...shop.stripe, fetch: spied } } }
}

const find = (world: Embedded, { clock }: Shop, url: string, budget?: number) =>
  clock.drive(world.run(findPaymentLink, { url }, budget))

const calls = async (world: Embedded, shop: Shop, url: string | undefined) => {
  let id: string | undefined
  const requests = await world.requestsOf(async () => {
    id = (await find(world, shop, url ?? '')).id
  })
  return { id, requests: requests.length }
}

const linkAt = (shop: Shop, index: number) => {
  const link = shop.links.at(index)
  if (!link) throw new Error('There is no such link.')
  return link
}

const elsewhere = 'https://buy.stripe.com/nothing'

describe('a link that another program made', () => {
  let shop: Shop
  beforeAll(async () => {
    shop = await shopWith(1_050)
  })

  it('is found newest first, and the search stops there; what was seen costs one call from then on', async () => {
    const world = instance(shop)
    const wanted = linkAt(shop, 234)
    expect(await calls(world, shop, wanted.url)).toEqual({ id: wanted.id, requests: 3 })
    for (const index of [0, 1, 99, 100, 199, 233, 299]) {
      const link = linkAt(shop, index)
      expect(await calls(world, shop, link.url)).toEqual({ id: link.id, requests: 1 })
    }
    expect(await calls(world, shop, wanted.url)).toEqual({ id: wanted.id, requests: 0 })
    // Beyond: one call for the top of the list, then on from where the first search stopped.
    expect(await calls(world, shop, linkAt(shop, 300).url)).toMatchObject({ requests: 2 })
  })

  it('no page is read twice; one that is nowhere costs one call once everything was seen', async () => {
    const spy = cursorsIn(shop)
    const world = instance(spy.shop)
    expect(await calls(world, spy.shop, elsewhere)).toEqual({ id: undefined, requests: 11 })
    expect(new Set(spy.cursors).size).toBe(11)
    expect(await calls(world, spy.shop, `${elsewhere}-2`)).toEqual({ id: undefined, requests: 1 })
    expect(spy.cursors.slice(11)).toEqual(['top'])
    expect(await calls(world, spy.shop, linkAt(shop, 1_049).url)).toMatchObject({ requests: 1 })
  })

  it('when the time is over it says so, and the next call goes on where it stopped', async () => {
    const spy = cursorsIn(shop)
    const world = instance(spy.shop)
    const oldest = linkAt(shop, -1)
    const budget = 3_000
    const busy = { code: 'stripe_busy', details: { retryAfterSeconds: 1 } }
    const error = await find(world, spy.shop, oldest.url, budget).catch((reason) => reason)
    expect(error).toMatchObject(busy)
    expect(error.sentence).toContain('the newest 400 were looked through')
    for (const _ of ['second', 'third']) {
      await expect(find(world, spy.shop, oldest.url, budget)).rejects.toMatchObject(busy)
    }
    expect(await find(world, spy.shop, oldest.url, budget)).toEqual({ id: oldest.id })
    // Each call looks at the top of the list once, for links that are newer than the search.
    expect(spy.cursors.filter((cursor) => cursor === 'top')).toHaveLength(4)
    const others = spy.cursors.filter((cursor) => cursor !== 'top')
    expect(new Set(others).size).toBe(others.length)
    expect(others).toHaveLength(10)
  })

  it('another process goes on where the first one stopped, also one that saw other parts of the list', async () => {
    const linkStates = memoryStates()
    const oldest = linkAt(shop, -1)
    const first = instance(shop, { linkStates })
    await expect(find(first, shop, oldest.url, 3_500)).rejects.toMatchObject({ code: 'stripe_busy' })
    const second = instance(shop, { linkStates })
    // The top page, then pages 7 to 11.
    expect(await calls(second, shop, oldest.url)).toEqual({ id: oldest.id, requests: 1 + 5 })
    // A third one only proves what the second one found.
    expect(await calls(instance(shop, { linkStates }), shop, oldest.url)).toEqual({ id: oldest.id, requests: 1 })
    // The part in between was never seen by the second one: a link in it is found all the same.
    const between = linkAt(shop, 250)
    expect((await calls(second, shop, between.url)).id).toBe(between.id)
    expect(await calls(second, shop, elsewhere)).toMatchObject({ id: undefined })
    expect(await calls(second, shop, `${elsewhere}-2`)).toEqual({ id: undefined, requests: 1 })
  })

  it('without the states at Botpress it is found all the same', async () => {
    const fails = () => Promise.reject(new Error('down'))
    const linkStates = { readMade: fails, writeMade: fails, readSearches: fails, writeSearches: fails }
    const wanted = linkAt(shop, 150)
    expect(await calls(instance(shop, { linkStates }), shop, wanted.url)).toEqual({ id: wanted.id, requests: 2 })
  })

  it('of an account with more links than are remembered is found all the same, and memory stays bounded', async () => {
    const world = instance(shop, { mostSeen: 300 })
    const oldest = linkAt(shop, -1)
    expect(await calls(world, shop, oldest.url)).toEqual({ id: oldest.id, requests: 11 })
    expect(world.seen.count()).toBe(300)
    expect(await calls(world, shop, linkAt(shop, 10).url)).toMatchObject({ requests: 1 })
    expect(await calls(world, shop, linkAt(shop, 500).url)).toMatchObject({ id: linkAt(shop, 500).id, requests: 1 + 3 })
  })
})

describe('links that are made meanwhile', () => {
  it('are read from the newest down to the first one known, and then the search goes on', async () => {
    const shop = await shopWith(450)
    const world = instance(shop)
    const shopkeeper = createEmbedded({ wrap: () => (input, init) => shop.stripe.fetch(new Request(input, init)) })
    const price = (await shopkeeper.gateway.prices.list({ limit: 1 })).data[0]?.id ?? ''
    const make = () => shopkeeper.gateway.paymentLinks.create({ line_items: [{ price, quantity: 1 }] })
    await find(world, shop, linkAt(shop, 150).url)
    const newer = []
    for (let index = 0; index < 130; index++) newer.push(await make())
    // Two pages of new links, the second of which meets what is known; then pages 3 and 4 of the old ones.
    expect(await calls(world, shop, linkAt(shop, 399).url)).toEqual({ id: linkAt(shop, 399).id, requests: 4 })
    expect(world.seen.count()).toBe(130 + 400)
    expect(await calls(world, shop, newer[3]?.url)).toEqual({ id: newer[3]?.id, requests: 1 })
    for (let index = 0; index < 3; index++) {
      const made = await make()
      expect(await calls(world, shop, made.url)).toEqual({ id: made.id, requests: 1 })
    }
    expect(await calls(world, shop, elsewhere)).toEqual({ id: undefined, requests: 2 })
    expect(world.seen.complete()).toBe(true)
  })
})

describe('a link that this integration made', () => {
  it('is found with one call at most, in any process, as one of the last 2,000', async () => {
    const linkStates = memoryStates()
    const maker = createEmbedded({ linkStates })
    maker.stripe.fill({ products: 1, prices: 1, paymentLinks: 300 })
    const wrap = () => (input: string | URL | Request, init?: RequestInit) =>
      maker.stripe.fetch(new Request(input, init))
    const made: Array<{ id: string; url: string }> = []
    for (let index = 0; index < 2_000; index++) {
      made.push(await maker.run(createPaymentLink, { productName: 'Car', unit_amount: 500 }))
    }
    const other = createEmbedded({ linkStates, wrap })
    const wrong = []
    for (const { url, id } of made) {
      const requests = await other.requestsOf(async () => {
        if ((await other.run(findPaymentLink, { url })).id !== id) wrong.push(id)
      })
      if (requests.join() !== 'GET /v1/payment_links/:id') wrong.push(requests)
    }
    expect(wrong).toEqual([])
    const again = await maker.requestsOf(() => maker.run(findPaymentLink, { url: made.at(-1)?.url ?? '' }))
    expect(again).toEqual([])
  })

  it('of another account is not taken for one of this', async () => {
    const linkStates = memoryStates()
    const [mine, yours] = [await shopWith(0), await shopWith(0)]
    const { url } = await mine.clock.drive(
      instance(mine, { linkStates }).run(createPaymentLink, { productName: 'Car', unit_amount: 500 })
    )
    expect(await find(instance(yours, { linkStates }), yours, url)).toEqual({})
  })
})

describe('at Botpress', () => {
  it('what was made and what was found is kept in states that fit their schemas', async () => {
    const world = await createInstalled()
    try {
      await world.botpress.install({ apiKey: TEST_KEY })
      world.stripe.fill({ products: 1, prices: 1, paymentLinks: 300 })
      const { output: made } = await world.botpress.callAction('createPaymentLink', {
        productName: 'Car',
        unit_amount: 500,
      })
      const states = () => world.botpress.states.filter(({ name }) => /^(madeLinks\d|linkSearches)$/.test(name))
      expect(states().map(({ payload }) => payload)).toEqual([
        { links: [expect.stringMatching(new RegExp(`^.{11}${(made as { id: string }).id}$`))] },
      ])
      const links = await world.shop().paymentLinks.list({ limit: 100 }).autoPagingToArray({ limit: 300 })
      const [near, far] = [links[50], links[150]]
      for (const link of [near, far]) {
        const { output } = await world.botpress.callAction('findPaymentLink', { url: link?.url })
        expect(output).toEqual({ id: link?.id })
      }
      // The near one took one page, which is not worth a state.
      const searches = states().find(({ name }) => name === 'linkSearches')?.payload.searches
      expect(searches).toEqual([{ wanted: expect.stringMatching(/^.{11}$/), id: far?.id }])
    } finally {
      await world.close()
    }
  })
})

it(`an account with ${LARGE.toLocaleString('en')} links is searched within bounds, call by call`, async () => {
  const shop = await shopWith(LARGE)
  const world = instance(shop)
  const oldest = linkAt(shop, -1)
  let found: string | undefined
  for (let attempt = 0; attempt < 20 && !found; attempt++) {
    found = (await find(world, shop, oldest.url).catch(() => ({ id: undefined }))).id
  }
  expect(found).toBe(oldest.id)
  expect(world.seen.count()).toBe(LARGE)
  for (const index of [0, Math.floor(LARGE / 2), LARGE - 2]) {
    const link = linkAt(shop, index)
    expect(await calls(world, shop, link.url)).toEqual({ id: link.id, requests: 1 })
  }
}, 300_000)
