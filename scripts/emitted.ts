import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import replies from '../sandbox/stripe/src/generated/replies.json' with { type: 'json' }

const folder = fileURLToPath(new URL('../sandbox/stripe/src', import.meta.url))

/** The event types that the embedded Stripe sends: those of Stripe's that its sources name. */
export const emittedTypes = (): string[] => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n')
  const named = new Set([...text.matchAll(/'([a-z_]+(?:\.[a-z_]+)+)'/g)].map(([, name = '']) => name))
  return Object.keys(replies.events).filter((type) => named.has(type))
}
