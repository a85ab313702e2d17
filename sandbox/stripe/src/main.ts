import { parseArgs } from 'node:util'
import { createStripe, DEFAULT_KEYS, seedShop, serveStripe } from './index'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '12111' },
    seed: { type: 'boolean', default: true },
  },
  allowNegative: true,
})

const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`--port must be a number from 0 to 65535, not "${values.port}".`)
  process.exit(1)
}

const stripe = createStripe()
const server = await serveStripe(stripe, { port })
if (values.seed) await seedShop(stripe)

console.log(`The embedded Stripe answers on ${server.url}

Keys     ${DEFAULT_KEYS.map(({ key }) => key).join('  ')}
Try      curl ${server.url}/v1/products -u ${DEFAULT_KEYS[0]?.key}:

Ctrl-C ends it. Nothing is kept.`)

const end = async () => {
  await server.close()
  process.exit(0)
}
process.once('SIGINT', end)
process.once('SIGTERM', end)
