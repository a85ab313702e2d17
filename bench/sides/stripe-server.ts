import { createStripe, DEFAULT_KEYS, type Filling, serveStripe } from '@botpress-stripe/sandbox-stripe'

/**
 * The embedded Stripe in a process of its own: it tells its parent where it is and, when asked, what processor time it has
 * used, or what its objects take.
 */
const filling: Filling = JSON.parse(process.argv[2] ?? '{}')
const data = process.argv[3]

const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const stripe = createStripe({ seed: 'bench', ...(data && { data }) })
const empty = heap()
stripe.fill(filling)
const server = await serveStripe(stripe, { port: 0 })
const ids = stripe
  .snapshot()
  .test.objects.slice(0, 1000)
  .map(({ id }) => id)

/** Of all objects together: their number, their JSON and what they take of the heap. Bytes. */
const size = () => {
  const bytes = heap() - empty
  const { objects } = stripe.snapshot().test
  const json = objects.reduce((sum, object) => sum + Buffer.byteLength(JSON.stringify(object)), 0)
  return { objects: objects.length, json, heap: bytes }
}

process.on('message', (wanted) => process.send?.(wanted === 'size' ? size() : cpuMs()))
process.on('disconnect', () => process.exit(0))
process.send?.({ url: server.url, key: DEFAULT_KEYS[0]?.key, ids, size: size() })
