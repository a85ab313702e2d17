import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idempotencyInput } from '../define/idempotency'
import { withoutSecrets } from '../define/raw'
import { IntegrationError, invalidInput } from '../errors'

/** Plain segments only: no query, no way up, nothing that could be read as another path. */
const PATH = /^\/v1(?:\/[A-Za-z0-9_-]+)+$/

/** A request as the allow-list writes it: `*` stands for one segment, `**` at the end for all that follow. */
const matches = (pattern: string, request: string): boolean => {
  const [method = '', path = ''] = pattern.trim().split(/\s+/)
  const parts = `${method.toUpperCase()} ${path}`.split('/')
  const given = request.split('/')
  const isOpen = parts.at(-1) === '**'
  const wanted = isOpen ? parts.slice(0, -1) : parts
  return (
    (isOpen ? given.length > wanted.length : given.length === wanted.length) &&
    wanted.every((part, index) => part === '*' || part === given[index])
  )
}

/** Parameters as Stripe writes them in a query: `expand[0]=x&created[gte]=5`. The SDK leaves this to us. */
const queryOf = (value: unknown, name = ''): string[] => {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object') return [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`]
  return Object.entries(value).flatMap(([key, inner]) => queryOf(inner, name === '' ? key : `${name}[${key}]`))
}

export const callStripe = defineAction({
  title: 'Call Stripe',
  description:
    'Makes a request to Stripe for which there is no action. Only requests that the configuration lists under "Allowed requests" can be made; without that list, none. Stripe limits, retries and idempotency are taken care of. Not for a language model: it is as mighty as what is listed.',
  input: z.object({
    method: z.enum(['GET', 'POST', 'DELETE']).title('Method').describe('GET, POST or DELETE'),
    path: z
      .string()
      .max(500)
      .title('Path')
      .placeholder('/v1/balance_transactions')
      .describe('The path at Stripe, without a query, for example /v1/balance_transactions'),
    params: z
      .object({})
      .passthrough()
      .optional()
      .title('Parameters')
      .describe("Stripe's parameters of the request, for example limit or expand"),
    ...idempotencyInput,
  }),
  output: z.object({
    result: z.object({}).passthrough().title('Result').describe('What Stripe answered, without secrets'),
  }),
  examples: [
    { title: 'The last movements of the balance', input: { method: 'GET', path: '/v1/balance_transactions' } },
  ],
  async handler({ method, path, params }, { stripe, guardrails }) {
    if (!PATH.test(path)) {
      throw invalidInput('path', 'must begin with /v1/ and have letters, digits, _ and - between its slashes only.')
    }
    const request = `${method} ${path}`
    if (!guardrails.allowedRequests.some((pattern) => matches(pattern, request))) {
      throw new IntegrationError(
        'not_allowed',
        `path: "${request}" is not among the requests that the configuration allows (allowedRequests).`,
        { field: 'path' }
      )
    }
    const query = method === 'POST' ? [] : queryOf(params)
    const target = query.length === 0 ? path : `${path}?${query.join('&')}`
    const body = method === 'POST' ? { ...params } : undefined
    return { result: withoutSecrets(await stripe.rawRequest(method, target, body)) }
  },
})
