import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { verify } from '../../src/webhook/verify'

const NOW = 1_800_000_000_000
const SECRET = 'whsec_fake_for_tests'
const OTHER = 'whsec_fake_other'
const body = '{"id":"evt_1","text":"Zürich 👍"}'
const sign = (secret: string, seconds = NOW / 1000, payload = body) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: seconds })

describe('verify', () => {
  it.each([
    ['a current signature', sign(SECRET), [SECRET]],
    ['the second of two secrets', sign(SECRET), [OTHER, SECRET]],
    ['four minutes old', sign(SECRET, NOW / 1000 - 240), [SECRET]],
    ['two v1 parts, the second right', `${sign(OTHER)},${sign(SECRET).split(',')[1]}`, [SECRET]],
  ])('accepts %s', (_, header, secrets) => expect(verify(body, header, secrets, NOW)).toBeUndefined())

  it.each([
    ['none', undefined, [SECRET], 'no signature'],
    ['empty', '', [SECRET], 'no signature'],
    ['nonsense', 'hello', [SECRET], 'wrong signature'],
    ['no time', `v1=${'0'.repeat(64)}`, [SECRET], 'wrong signature'],
    ['another secret', sign(OTHER), [SECRET], 'wrong signature'],
    ['no secret', sign(SECRET), [], 'wrong signature'],
    ['another body', sign(SECRET, NOW / 1000, '{}'), [SECRET], 'wrong signature'],
    ['ten minutes old', sign(SECRET, NOW / 1000 - 600), [SECRET], 'stale signature'],
    ['from the future', sign(SECRET, NOW / 1000 + 600), [SECRET], 'future signature'],
    ['scheme v0', sign(SECRET).replace('v1=', 'v0='), [SECRET], 'wrong signature'],
  ])('refuses: %s', (_, header, secrets, refusal) => expect(verify(body, header, secrets, NOW)).toBe(refusal))
})
