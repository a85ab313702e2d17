import { beforeAll, expect, test } from 'vitest'
import { resources } from '../../src/resources'
import { failure } from '../support/shop'
import { caseOf } from './cases'
import { parametersOf } from './samples'
import { type SdkMethod, sdkMethods } from './sdk'
import { createWorld } from './world'

/** Every modelled operation with restricted keys: one that may do nothing else, and one that may do everything else. */

let methods: Map<string, SdkMethod>
const routes = resources.flatMap((resource) => Object.keys(resource.routes)).filter((route) => parametersOf(route))

/** What a permission is called by: `checkout/sessions` is `checkout_sessions`. */
const resourceOf = (route: string): string => {
  const [, , first = '', second = ''] = (route.split(' ')[1] ?? '').split('/')
  return ['checkout', 'billing_portal'].includes(first) ? `${first}_${second}` : first
}
const names = [...new Set(routes.map(resourceOf))]

const NOTHING = 'rk_test_fake_nothing'
/** A key for each permission, and one for all permissions but those for the same resource. */
const keys = names.flatMap((name) => [
  { key: `rk_test_fake_${name}_read`, permissions: [`${name}:read`] },
  { key: `rk_test_fake_${name}_write`, permissions: [`${name}:write`] },
  {
    key: `rk_test_fake_not_${name}`,
    permissions: names.filter((other) => other !== name).map((other) => `${other}:write`),
  },
])

beforeAll(async () => {
  methods = await sdkMethods()
})

test('a restricted key does what its permission says and nothing else', async () => {
  const { shop, ids, now } = await createWorld({
    keys: [{ key: 'sk_test_fake_sandbox' }, { key: NOTHING, permissions: [] }, ...keys],
  })
  const begin = shop.sandbox.snapshot()
  let [allowed, refused] = [0, 0]
  for (const route of routes) {
    const name = resourceOf(route)
    const isRead = route.startsWith('GET')
    const call = (key: string) => {
      shop.sandbox.restore(begin)
      const { ids: places, params } = caseOf(route, ids, now)
      return methods.get(route)?.call(shop.client(key), places, params) ?? Promise.resolve()
    }
    const bad = [NOTHING, `rk_test_fake_not_${name}`, ...(isRead ? [] : [`rk_test_fake_${name}_read`])]
    for (const key of bad) {
      const { type, statusCode, message } = await failure(call(key))
      expect([route, key, type, statusCode]).toEqual([route, key, 'StripePermissionError', 403])
      const action = isRead ? 'read' : 'write'
      expect(message).toMatch(
        new RegExp(
          `^The provided key 'rk_test_\\*+\\w{4}' does not have the required permissions for this endpoint on account 'acct_\\w+'\\. Having the 'rak_\\w+_${action}' permission would allow this request to continue\\.$`
        )
      )
      refused++
    }
    for (const key of [`rk_test_fake_${name}_write`, ...(isRead ? [`rk_test_fake_${name}_read`] : [])]) {
      const error = await call(key).then(
        () => undefined,
        (reason: unknown) => reason
      )
      // One operation is refused for another reason.
      expect([route, error === undefined || route === 'POST /v1/refunds/{id}/cancel']).toEqual([route, true])
      allowed++
    }
  }
  expect([names.length, routes.length, allowed, refused]).toEqual([33, 171, 249, 435])
})
