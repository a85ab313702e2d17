import fc from 'fast-check'
import Stripe from 'stripe'

/** What a webhook request of Botpress' holds. */
export interface Forged {
  method: string
  path: string
  query: string
  headers: Record<string, unknown>
  body?: string
}

/** What a forger may know, and what only Stripe knows. */
export interface Known {
  secret: string
  /** Seconds since 1970. */
  now: number
}

const text = fc.string({ unit: 'binary', maxLength: 300 })
const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })

const sign = (payload: string, { secret, now }: Known, timestamp = now): string =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })

const request = (body: string, header: unknown): Forged => ({
  ...{ method: 'POST', path: '/', query: '', headers: { 'stripe-signature': header } },
  body,
})

/** An event that would be delivered, were it authentic. */
const wanted = (now: number): string =>
  JSON.stringify({
    ...{ id: 'evt_1', object: 'event', type: 'charge.failed', created: now, livemode: false },
    data: { object: { id: 'ch_1', object: 'charge', customer: 'cus_1', description: 'Zoë 👍' } },
  })

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then', '', '\u0000', '𝟙']
const name = fc.oneof(fc.constantFrom(...NAMES), text)
const number = fc.oneof(
  fc.constantFrom('1e308', '1e999', '-1', '9007199254740993', '0.1', '1'.repeat(400), '-0', 'NaN', '0x10'),
  fc.bigInt().map(String)
)

/** JSON as no library writes it: names of prototypes, numbers beyond all bounds, the same key twice, any depth. */
const strangeJson: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.tuple(name, number).map(([key, value]) => `{${JSON.stringify(key)}:${value},${JSON.stringify(key)}:null}`),
  fc.nat(3_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.nat(3_000).map((depth) => '{"data":'.repeat(depth))
)

/** Authentic, and nothing that this bot gets: another mode, another type, no event, no object, a thin event. */
const notForUs = ({ now }: Known): fc.Arbitrary<string> => {
  const whole = JSON.parse(wanted(now))
  const odd = fc.record({
    type: name,
    data: fc.constant({ object: JSON.parse('{"__proto__":{"id":"ch_1"},"id":"ch_1"}') }),
  })
  const broken = fc.oneof(
    fc.constantFrom({ livemode: true }, { object: 'v2.core.event' }, { id: 7 }, { created: 'now' }, { data: null }),
    fc.oneof(fc.constant([]), fc.constant(null), text, fc.integer()).map((object) => ({ data: { object } })),
    odd.filter(({ type }) => !/^[a-z_]+\.[a-z._]+$/.test(type))
  )
  return fc.oneof(
    broken.map((change) => JSON.stringify({ ...whole, ...change })),
    strangeJson,
    text,
    fc.nat(wanted(now).length - 1).map((end) => wanted(now).slice(0, end))
  )
}

/** A character changed, anywhere. */
const flipped = (original: string): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(original.length - 1), fc.integer({ min: 1, max: 127 })).map(([at, by]) => {
    const changed = String.fromCharCode(original.charCodeAt(at) ^ by)
    return original.slice(0, at) + changed + original.slice(at + 1)
  })

const TIMES = ['0', '-1', '1e9', 'Infinity', '9'.repeat(15), '9'.repeat(400), '', ' ', '１７', '0x6', 'null']

/** Headers around a true signature of another moment, another secret, another scheme, or of nothing. */
const forgedHeader = (body: string, known: Known): fc.Arbitrary<unknown> => {
  const { now } = known
  const right = sign(body, known)
  const v1 = right.split(',')[1] ?? ''
  const others = fc.array(fc.oneof(hex(64), hex(63), text), { minLength: 1, maxLength: 5 })
  return fc.oneof(
    fc.constantFrom(undefined, null, '', ',', '=', 't=,v1=', right.replace('v1', 'v0'), right.replace('v1', 'V1')),
    fc.constantFrom(sign(body, { ...known, secret: 'whsec_fake_other' }), sign(`${body} `, known), v1, `t=${now}`),
    fc.integer({ min: 1_000, max: 1e9 }).map((age) => sign(body, known, now - age)),
    fc.integer({ min: 1_000, max: 1e9 }).map((ahead) => sign(body, known, now + ahead)),
    fc
      .oneof(fc.constantFrom(...TIMES), fc.integer().map(String), text)
      .map((time) => `t=${time},${v1}`)
      .filter((header) => header !== right),
    others.map((all) => `t=${now},${all.map((other) => `v1=${other}`).join(',')}`),
    // A header that came twice: as one text, and as a list.
    others.map(([other]) => `t=${now},v1=${other},t=${now},v1=${other}`),
    others.map((all) => all.map((other) => `t=${now},v1=${other}`)),
    flipped(right).filter((header) => header.split(',')[1] !== v1 || !header.startsWith('t=')),
    fc.nat(right.length - 1).map((end) => right.slice(0, end)),
    text,
    fc.anything()
  )
}

const METHODS = ['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'post', '']

/** A request that must come to nothing, as far from and as near to a true one as can be. */
export const hostileRequest = (known: Known): fc.Arbitrary<Forged> => {
  const body = wanted(known.now)
  const right = sign(body, known)
  const small = fc.oneof(
    { weight: 4, arbitrary: forgedHeader(body, known).map((header) => request(body, header)) },
    { weight: 3, arbitrary: flipped(body).map((changed) => request(changed, right)) },
    { weight: 1, arbitrary: fc.nat(body.length - 1).map((end) => request(body.slice(0, end), right)) },
    { weight: 3, arbitrary: notForUs(known).map((other) => request(other, sign(other, known))) },
    { weight: 1, arbitrary: fc.tuple(text, text).map(([other, header]) => request(other, header)) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...METHODS), text, text)
        .map(([method, path, query]) => ({ ...request(body, right), method, path, query })),
    }
  )
  const large = fc
    .tuple(fc.integer({ min: 900_000, max: 1_100_000 }), fc.constantFrom('x', '日', '{"a":'))
    .map(([size, piece]) => request(piece.repeat(Math.ceil(size / piece.length)), right))
  return fc.oneof({ weight: 5_000, arbitrary: small }, { weight: 1, arbitrary: large })
}
