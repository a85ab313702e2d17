import RealStripe from 'stripe'
import { beforeAll, describe, expect, it } from 'vitest'
import { pathOf } from '../../integration/bundle/stripe'
import { sourceFiles, stripeOperations } from '../../integration/test/support/typescript'
import { slim } from './support/slim'

let SlimStripe: typeof RealStripe
beforeAll(async () => {
  SlimStripe = (await slim<{ default: typeof RealStripe }>(`export { default } from 'stripe'`)).default
})

/** The part of an object whose name is this one in lower case. */
const part = (of: object, name: string): object => {
  const key = Object.keys(of).find((key) => key.toLowerCase() === name)
  return Object(Reflect.get(of, key ?? name))
}

/** What an operation asks of Stripe, when each of its parameters is a text. */
const requestOf = async (Stripe: typeof RealStripe, path: string[], method: string): Promise<string[]> => {
  const requests: string[] = []
  const answering = async (input: unknown, init?: RequestInit) => {
    requests.push(`${init?.method} ${new URL(String(input)).pathname}`)
    return new Response('{"id":"x_1","object":"x","data":[]}', { headers: { 'content-type': 'application/json' } })
  }
  const httpClient = Stripe.createFetchHttpClient(answering)
  const client = new Stripe('sk_test_fake', { httpClient, telemetry: false, maxNetworkRetries: 0 })
  const resource = path.reduce<object>(part, client)
  await Reflect.get(resource, method).call(resource, 'x_1', 'y_1')
  return requests
}

describe('every operation of Stripe that the sources use, as the compiler sees it', () => {
  const operations = stripeOperations(sourceFiles())

  it('they are many', () => expect(operations.length).toBeGreaterThan(15))

  it.each(operations.map(({ resource, method }) => [resource, method] as const))(
    '%s.%s works in the bundle as it does outside of it',
    async (resource, method) => {
      const requests = await requestOf(SlimStripe, pathOf(resource), method)
      expect(requests).toHaveLength(1)
      expect(requests).toEqual(await requestOf(RealStripe, pathOf(resource), method))
    }
  )

  it('a request of no resource works', async () => {
    const stripe = new SlimStripe('sk_test_fake', {
      httpClient: SlimStripe.createFetchHttpClient(async () => Response.json({ object: 'balance' })),
      telemetry: false,
    })
    expect(await stripe.rawRequest('GET', '/v1/balance')).toMatchObject({ object: 'balance' })
  })
})
