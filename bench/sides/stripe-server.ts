import { createStripe, DEFAULT_KEYS, type Filling, serveStripe } from '@botpress-stripe/sandbox-stripe'

/** The embedded Stripe in a process of its own: it tells its parent where it is and, when asked, what it has used so far. */
const filling: Filling = JSON.parse(process.argv[2] ?? '{}')
const data = process.argv[3]
const used = () => {
  globalThis.gc?.()
  const { heapUsed } = process.memoryUsage()
  const { user, system } = process.cpuUsage()
  return { heapUsed, cpuMs: (user + system) / 1000 }
}

const stripe = createStripe({ seed: 'bench', ...(data && { data }) })
const before = used()
stripe.fill(filling)
const server = await serveStripe(stripe, { port: 0 })
const { objects } = stripe.snapshot().test
const json = objects.reduce((sum, object) => sum + Buffer.byteLength(JSON.stringify(object)), 0)
const ids = stripe
  .snapshot()
  .test.objects.slice(0, 1000)
  .map(({ id }) => id)
process.on('message', () => process.send?.(used()))
process.send?.({
  url: server.url,
  key: DEFAULT_KEYS[0]?.key,
  ids,
  before,
  after: used(),
  json,
  objects: objects.length,
})
process.on('disconnect', () => process.exit(0))
