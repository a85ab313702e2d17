import { describe, expect, it } from 'vitest'
import { NAMES } from '../../src/binding'
import { idempotency } from '../../src/gateway/idempotency'
import { createInvocation } from '../../src/gateway/invocation'
import { toRequest } from '../../src/gateway/request'
import { overFetch } from '../../src/gateway/stage'
import { createTestClock } from '../support/clock'
import { errorBody, type Scripted, scripted } from '../support/stripe'

const REPLAYED = { 'idempotent-replayed': 'true' }

/** Runs calls of one invocation through the stage alone. */
const invoke = async (script: Scripted[], targets: string[], idempotencyKey?: string) => {
  const clock = createTestClock(0)
  const { transport, received } = scripted(clock, script)
  const send = idempotency()(overFetch(transport))
  const invocation = createInvocation({ clock, scope: 'test', idempotencyKey })
  const results: unknown[] = []
  for (const target of targets) {
    const [method = '', path = ''] = target.split(' ')
    const body = method === 'POST' ? 'name=a' : ''
    const sent = send(toRequest(method, 'https://api.stripe.com', path, { body, invocation }))
    results.push(
      await sent.then(
        ({ status, json }) => ({ status, body: json() }),
        (error) => error
      )
    )
  }
  return { results, received, keys: received.map(({ key }) => key) }
}

describe('keys', () => {
  it('differ between the steps of an invocation and between invocations; reads have none', async () => {
    const targets = [
      'POST /v1/customers',
      'POST /v1/customers',
      'POST /v1/prices',
      'GET /v1/prices',
      'DELETE /v1/customers/a',
    ]
    const first = await invoke([{}], targets)
    const second = await invoke([{}], targets)
    const keys = [...first.keys, ...second.keys].filter((key) => key !== null)
    expect([keys.length, new Set(keys).size]).toEqual([6, 6])
    expect(first.keys.slice(3)).toEqual([null, null])
  })

  it('are the same in a repeated invocation of the same caller, and hold nothing of what the caller chose', async () => {
    const targets = ['POST /v1/customers', 'POST /v1/customers']
    const chosen = 'anna@example.com'
    const [first, second] = [await invoke([{}], targets, chosen), await invoke([{}], targets, chosen)]
    expect(first.keys).toEqual(second.keys)
    expect(first.keys.join()).not.toContain('anna')
    expect(Math.max(...first.keys.map((key) => key?.length ?? 0))).toBeLessThanOrEqual(255)
  })

  it('go into the metadata of what is created, so that it can be found again', async () => {
    const { received, keys } = await invoke([{}], ['POST /v1/customers', 'POST /v1/customers/cus_1'])
    expect(received[0]?.body).toBe(`name=a&metadata[${NAMES.key}]=${encodeURIComponent(keys[0] ?? '')}`)
    expect(received[1]?.body).toBe('name=a')
  })
})

describe('a replayed answer', () => {
  const made = { id: 'cus_1', object: 'customer' }

  it('is the result when the object is still there', async () => {
    const { results, received } = await invoke(
      [{ body: made, headers: REPLAYED }, { body: made }],
      ['POST /v1/customers'],
      'a'
    )
    expect(results).toEqual([{ status: 200, body: made }])
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v1/customers',
      'GET /v1/customers/cus_1',
    ])
  })

  it.each<[string, Scripted]>([
    ['deleted', { body: { ...made, deleted: true } }],
    ['unknown', { status: 404, body: errorBody('resource_missing') }],
  ])('of an object that is %s since is not: the next number is used', async (_, current) => {
    const script = [{ body: made, headers: REPLAYED }, current, { body: { id: 'cus_2' } }]
    const { results, keys } = await invoke(script, ['POST /v1/customers'], 'a')
    expect(results).toEqual([{ status: 200, body: { id: 'cus_2' } }])
    expect(keys).toEqual([keys[0], null, `${keys[0]}:2`])
  })

  it('of an archived price is not', async () => {
    const script = [
      { body: { id: 'price_1' }, headers: REPLAYED },
      { body: { id: 'price_1', active: false } },
      { body: { id: 'price_2' } },
    ]
    expect((await invoke(script, ['POST /v1/prices'], 'a')).results).toEqual([{ status: 200, body: { id: 'price_2' } }])
  })

  it('that is a decline is sent again under the next number', async () => {
    const declined = { status: 402, body: errorBody('card_declined', 'card_error'), headers: REPLAYED }
    const { results, keys } = await invoke([declined, { body: { id: 'pi_1' } }], ['POST /v1/payment_intents'], 'a')
    expect(results).toEqual([{ status: 200, body: { id: 'pi_1' } }])
    expect(keys).toEqual([keys[0], `${keys[0]}:2`])
  })

  it('that is a 500 is never sent under another key: the object is looked for', async () => {
    const failed = { status: 500, body: errorBody('', 'api_error'), headers: REPLAYED }
    const { results, received, keys } = await invoke(
      [failed, { body: { data: [], has_more: false } }],
      ['POST /v1/customers'],
      'a'
    )
    expect(results[0]).toMatchObject({ code: 'stripe_outcome_unknown' })
    expect(received.map(({ method }) => method)).toEqual(['POST', 'GET'])
    expect(keys[1]).toBeNull()
  })
})

describe('an answer that was lost', () => {
  const lost: Scripted = { status: 500, body: errorBody('', 'api_error') }

  it('is found by our key in the metadata, also on a later page', async () => {
    const other = { id: 'cus_other', metadata: {} }
    const first = await invoke([lost, { body: { data: [other], has_more: true } }], ['POST /v1/customers'], 'a')
    const mine = { id: 'cus_mine', metadata: { [NAMES.key]: first.keys[0] } }
    const script = [lost, { body: { data: [other], has_more: true } }, { body: { data: [mine], has_more: false } }]
    const { results, received } = await invoke(script, ['POST /v1/customers'], 'a')
    expect(results).toEqual([{ status: 200, body: mine }])
    expect(received[2]?.path).toBe('/v1/customers?limit=100&starting_after=cus_other')
  })

  it('is looked for on a few pages only', async () => {
    const page = { body: { data: [{ id: 'cus_other' }], has_more: true } }
    const { results, received } = await invoke([lost, page], ['POST /v1/customers'], 'a')
    expect(results[0]).toMatchObject({ code: 'stripe_outcome_unknown' })
    expect(received).toHaveLength(4)
  })

  it('of a change to an existing object has an unknown outcome', async () => {
    const { results, received } = await invoke([lost], ['POST /v1/customers/cus_1'])
    expect(results[0]).toMatchObject({ code: 'stripe_outcome_unknown' })
    expect(received).toHaveLength(1)
  })
})
