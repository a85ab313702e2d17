import type Stripe from 'stripe'
import type { Invocation } from './invocation'
import { toRequest } from './request'
import type { Send } from './stage'

/** What the SDK takes for its `httpClient`. */
type HttpClient = NonNullable<NonNullable<ConstructorParameters<typeof Stripe>[1]>['httpClient']>

/** Whose calls a client's are at the moment. */
export interface Holder {
  invocation?: Invocation | undefined
}

/**
 * The SDK's seam: its requests go through our stages, as those of its holder. The SDK's own time limit is not used; the invocation's is.
 * @see the interface HttpClientInterface of the SDK
 */
export const createHttpClient = (send: Send, holder: Holder): HttpClient => ({
  getClientName: () => 'botpress',
  makeRequest: async (host, port, path, method, headers, body, protocol) => {
    const isDefault = (protocol === 'https' && port === '443') || (protocol === 'http' && port === '80')
    const origin = `${protocol}://${host}${port && !isDefault ? `:${port}` : ''}`
    const answer = await send(toRequest(method, origin, path, { headers, body, invocation: holder.invocation }))
    return {
      getStatusCode: () => answer.status,
      getHeaders: () => ({ ...answer.headers }),
      getRawResponse: () => answer,
      toStream: () => {
        throw new Error('Streams are not supported.')
      },
      toJSON: async () => answer.json(),
    }
  },
})
