import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toMetadata } from '../../src/binding'
import { makeToken, readToken } from '../../src/identity/token'
import { linkedCustomer } from '../support/customers'
import { BOT_ID, createEmbedded } from '../support/embedded'

const holder = { botId: 'bot', userId: 'ann', customerId: 'cus_1' }
const check = { botId: 'bot', secret: 'sk_test_fake', now: 1000 }

describe('a token', () => {
  it('speaks for its holder until it expires', () => {
    const token = makeToken(holder, 1001, check.secret)
    expect(readToken(token, check)).toEqual(holder)
    expect(readToken(token, { ...check, now: 1001 })).toBe('expired')
  })
  it('of another bot or key does not', () => {
    const token = makeToken(holder, 2000, check.secret)
    expect(readToken(token, { ...check, botId: 'other' })).toBe('wrong')
    expect(readToken(token, { ...check, secret: 'sk_test_fake_other' })).toBe('wrong')
  })
  it('that was changed in any way does not', () => {
    const token = makeToken(holder, 2000, check.secret)
    const bytes = fc.integer({ min: 0, max: token.length - 1 })
    const letters = fc.constantFrom(...'abcXYZ019-_.')
    fc.assert(
      fc.property(bytes, letters, (at, letter) => {
        const changed = token.slice(0, at) + letter + token.slice(at + 1)
        // The last letter of base64 has bits to spare, which are no content.
        if (Buffer.from(changed, 'base64url').equals(Buffer.from(token, 'base64url'))) return
        expect([changed === token ? 'same' : readToken(changed, check)]).not.toEqual([holder])
      })
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readToken(text, check)).toBe('wrong')
      })
    )
  })
})

describe('for whom an action is done', () => {
  it('a chat user is found by its state, without a call to Stripe', async () => {
    const world = createEmbedded()
    const customer = await linkedCustomer(world)
    const calls = await world.requestsOf(async () => {
      const owner = await world.tools.identity.ownerOf({ userId: 'user_ann' })
      expect([owner.customer(), owner.isAnyone]).toEqual([customer, false])
    })
    expect(calls).toEqual([])
  })

  it('else by the metadata of customers, and is then remembered', async () => {
    const world = createEmbedded()
    const { id } = await world.gateway.customers.create({ metadata: toMetadata({ userId: 'user_"ann"' }, BOT_ID) })
    const { identity } = world.tools
    const calls = await world.requestsOf(async () => {
      for (const _ of [1, 2]) expect((await identity.ownerOf({ userId: 'user_"ann"' })).customerId).toBe(id)
    })
    expect(calls).toEqual(['GET /v1/customers/search'])
  })

  it("what was sold to a guest is the user's who bought it, in this bot", async () => {
    const owner = await createEmbedded().tools.identity.ownerOf({ userId: 'user_ann' })
    const of = (userId: string, botId = BOT_ID) => ({ metadata: toMetadata({ userId }, botId), customer: null })
    owner.check(of('user_ann'), 'paymentId')
    for (const other of [of('user_bob'), of('user_ann', 'other'), { ...of('user_ann'), customer: 'cus_2' }, {}]) {
      expect(() => owner.check(other, 'paymentId')).toThrow(expect.objectContaining({ code: 'not_owned' }))
    }
    expect(() => owner.customer()).toThrow(expect.objectContaining({ code: 'customer_unknown' }))
  })

  it('a token says who, and may be required', async () => {
    const world = createEmbedded({ guardrails: { requireCustomerToken: true } })
    const customerId = await linkedCustomer(world)
    const { identity } = world.tools
    const { token: customerToken } = identity.tokenFor({ userId: 'user_ann', customerId }, 60)
    expect((await identity.ownerOf({ customerToken })).customer()).toBe(customerId)
    const refused = (input: object) => identity.ownerOf(input).catch(({ code }) => code)
    expect(await refused({ userId: 'user_ann' })).toBe('customer_token_required')
    expect(await refused({ customerToken: 'x.y' })).toBe('customer_token_invalid')
    expect(await refused({ customerToken, userId: 'user_bob' })).toBe('not_owned')
    expect(await refused({ customerToken, customerId: 'cus_2' })).toBe('not_owned')
  })

  it('nobody is refused, unless staff may see everybody', async () => {
    const refused = createEmbedded().tools.identity.ownerOf({ customerId: 'cus_1' })
    await expect(refused).rejects.toMatchObject({ code: 'not_allowed', details: { field: 'userId' } })
    const staff = createEmbedded({ guardrails: { access: 'any' } }).tools.identity
    expect(await staff.ownerOf({ customerId: 'cus_1' })).toMatchObject({ isAnyone: true, customerId: 'cus_1' })
    expect(() => staff.ownerOf({}).then((owner) => owner.customer())).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
