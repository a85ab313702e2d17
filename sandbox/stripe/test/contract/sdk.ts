import Stripe from 'stripe'

/** How an operation is called by the SDK: `stripe.checkout.sessions.create`. */
export interface SdkMethod {
  /** `checkout.sessions.create` */
  name: string
  call(stripe: Stripe, ids: readonly string[], params: object): Promise<unknown>
}

type Callable = (...args: unknown[]) => unknown

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isCallable = (value: unknown): value is Callable => typeof value === 'function'

/** A resource by its path, such as `checkout.sessions`. */
const resourceAt = (stripe: Stripe, path: string): object =>
  path.split('.').reduce<object>((parent, name) => {
    const child: unknown = Reflect.get(parent, name)
    if (!isObject(child)) throw new Error(`The SDK has no resource ${path}.`)
    return child
  }, stripe)

/** The paths of all resources below an object of the SDK: those whose class makes requests. */
const resourcesIn = (parent: object, path: string[] = []): string[] =>
  Object.keys(parent)
    .filter((name) => !name.startsWith('_') && name !== 'v2')
    .flatMap((name) => {
      const child: unknown = Reflect.get(parent, name)
      if (!isObject(child) || path.length > 2) return []
      const here = [...path, name]
      const isResource = isCallable(Reflect.get(child, '_makeRequest'))
      return [
        ...(isResource ? [here.join('.')] : []),
        ...(isResource || path.length === 0 ? resourcesIn(child, here) : []),
      ]
    })

const methodsOf = (resource: object): string[] => {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(resource))
  return names.filter((name) => name !== 'constructor' && isCallable(Reflect.get(resource, name)))
}

/**
 * The SDK's methods by the operation they are for, found out by calling each once: `POST /v1/customers/{id}`.
 * Arguments are the IDs of the path, the parameters and options.
 */
export const sdkMethods = async (): Promise<Map<string, SdkMethod>> => {
  let seen = ''
  const stripe = new Stripe('sk_test_fake_crawl', {
    maxNetworkRetries: 0,
    httpClient: Stripe.createFetchHttpClient(async (input, init) => {
      const { method, url } = new Request(input, init)
      seen = `${method} ${new URL(url).pathname.replaceAll('an_id', '{id}')}`
      return new Response('{"data":[],"object":"list"}', { headers: { 'content-type': 'application/json' } })
    }),
  })
  const found = new Map<string, SdkMethod>()
  for (const path of resourcesIn(stripe)) {
    for (const name of methodsOf(resourceAt(stripe, path))) {
      const call: SdkMethod['call'] = async (client, ids, params) => {
        const resource = resourceAt(client, path)
        const method: unknown = Reflect.get(resource, name)
        if (!isCallable(method)) throw new Error(`${path}.${name} is no method.`)
        return method.call(resource, ...ids, params)
      }
      const { length = 2 } = Reflect.get(resourceAt(stripe, path), name)
      seen = ''
      await call(stripe, Array<string>(Math.max(0, length - 2)).fill('an_id'), {}).catch(() => undefined)
      if (seen.includes('/v1/') && !found.has(seen)) found.set(seen, { name: `${path}.${name}`, call })
    }
  }
  return found
}
