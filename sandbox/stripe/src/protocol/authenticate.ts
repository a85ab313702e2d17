import type { Sandbox } from '../sandbox'
import type { ApiKey, Mode } from '../types'
import { StripeApiError } from './errors'
import type { Incoming } from './incoming'

const mask = (key: string): string =>
  `${key.slice(0, 8)}${'*'.repeat(Math.max(0, Math.min(20, key.length - 12)))}${key.slice(-4)}`

const unauthorized = (message: string): StripeApiError =>
  new StripeApiError(401, { type: 'invalid_request_error', message }, { 'www-authenticate': 'Bearer realm="Stripe"' })

const keyIn = (header: string | undefined): string | undefined => {
  const [scheme, value] = (header ?? '').split(' ')
  if (!value) return undefined
  if (scheme?.toLowerCase() === 'bearer') return value
  if (scheme?.toLowerCase() === 'basic') return Buffer.from(value, 'base64').toString('utf8').split(':')[0]
  return undefined
}

/** Whose request this is. @see docs.stripe.com/api/authentication */
export const authenticate = (request: Incoming, sandbox: Sandbox): { key: ApiKey; mode: Mode } => {
  const text = keyIn(request.header('authorization'))
  if (!text) {
    throw unauthorized(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
    )
  }
  const key = sandbox.keys.get(text)
  if (!key) throw unauthorized(`Invalid API Key provided: ${mask(text)}`)
  if (text.startsWith('pk_')) {
    throw unauthorized('This API call cannot be made with a publishable API key. Please use a secret API key.')
  }
  return { key, mode: text.includes('_live_') ? 'live' : 'test' }
}

/** How Stripe names a permission: the resource in the singular. */
const permissionName = (resource: string, action: string): string =>
  `rak_${resource.replace(/ies$/, 'y').replace(/s$/, '')}_${action}`

/** Refuses what a restricted key may not do. @see docs.stripe.com/keys (restricted keys) */
export const authorize = ({ key, permissions }: ApiKey, resource: string, method: string, accountId: string): void => {
  if (!key.startsWith('rk_') || !permissions) return
  const action = method === 'GET' ? 'read' : 'write'
  const enough = action === 'read' ? ['read', 'write'] : ['write']
  if (enough.some((right) => permissions.includes(`${resource}:${right}`))) return
  const name = permissionName(resource, action)
  throw new StripeApiError(403, {
    type: 'invalid_request_error',
    message: `The provided key '${mask(key)}' does not have the required permissions for this endpoint on account '${accountId}'. Having the '${name}' permission would allow this request to continue.`,
  })
}
