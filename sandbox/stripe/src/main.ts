import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { createStripe, DEFAULT_KEYS, readFaults, seedShop, serveStripe } from './index'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '12111' },
    seed: { type: 'boolean', default: true },
    data: { type: 'string' },
    faults: { type: 'string' },
  },
  allowNegative: true,
})

const refuse = (message: string): never => {
  console.error(message)
  process.exit(1)
}

/** What the reader makes of it, or the end with what is wrong. */
const read = <T>(reader: () => T): T => {
  try {
    return reader()
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

const port = Number(values.port)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  refuse(`--port must be a number from 0 to 65535, not "${values.port}".`)
}
const { data, faults: script } = values

const faults = script === undefined ? [] : read(() => readFaults(JSON.parse(readFileSync(script, 'utf8'))))
const stripe = read(() => createStripe(data === undefined ? {} : { data }))
for (const fault of faults) stripe.faults.add(fault)
const server = await serveStripe(stripe, { port })
if (values.seed) await seedShop(stripe)

console.log(`The embedded Stripe answers on ${server.url}

Keys     ${DEFAULT_KEYS.map(({ key }) => key).join('  ')}
Try      curl ${server.url}/v1/products -u ${DEFAULT_KEYS[0]?.key}:
Control  curl ${server.url}/_sandbox

Ctrl-C ends it. ${data === undefined ? 'Nothing is kept; --data file.json keeps it.' : `Everything is kept in ${data}.`}`)

const end = async () => {
  await server.close()
  process.exit(0)
}
process.once('SIGINT', end)
process.once('SIGTERM', end)
