/** What `npm start` was asked for. */
export interface Options {
  /** The first port to try for the page. */
  port: number
  /** A key of Stripe's test mode; without one the embedded Stripe is used. */
  stripeKey?: string
  /** The secret that `stripe listen` prints, for events forwarded to this machine. */
  webhookSecret?: string
  /** Whether the terminal shows every call to Stripe and every try of it. */
  trace?: true
  /** How many processes of the integration there are, side by side. Default: one. */
  instances?: number
  /** Where they share the limits: the address of a Redis, or one that is started for them. */
  redis?: string | 'start'
}

/** A sentence for the person at the terminal, in place of a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const DEFAULT_PORT = 3000

/** What stands after a switch, each time it is given. */
const valuesOf = (args: string[], name: string): string[] =>
  args.flatMap((arg, index) => (arg === name ? [args[index + 1] ?? ''] : arg.split(`${name}=`).slice(1)))

/** More than this, and a laptop measures its own processor. */
const MOST_INSTANCES = 16

const parseInstances = (args: string[]): number | undefined => {
  const last = valuesOf(args, '--instances').at(-1)
  if (last === undefined) return undefined
  const count = Number(last)
  if (/^\d+$/.test(last) && count >= 1 && count <= MOST_INSTANCES) return count
  throw new UsageError(
    `--instances takes a number from 1 to ${MOST_INSTANCES}, for example: npm start -- --instances 4`
  )
}

const parseRedis = (args: string[], url: string | undefined): Options['redis'] => {
  if (!args.includes('--redis')) return undefined
  if (!url) return 'start'
  if (/^rediss?:\/\//.test(url)) return url
  throw new UsageError(
    'REDIS_URL must begin with redis:// or rediss://. Leave it out, and a Redis is started on this machine.'
  )
}

const parsePort = (args: string[]): number => {
  const text = valuesOf(args, '--port')
  if (text.length === 0) return DEFAULT_PORT
  const last = text.at(-1) ?? ''
  if (/^\d{1,5}$/.test(last) && Number(last) < 65_536) return Number(last)
  throw new UsageError('--port takes a number from 0 (any free port) to 65535, for example: npm start -- --port 4000')
}

const parseKey = (raw: string | undefined): string | undefined => {
  const key = raw?.trim()
  if (!key) return undefined
  if (/^(sk|rk)_live_/.test(key)) {
    throw new UsageError(
      'STRIPE_API_KEY is a live key: this playground would move real money. Use a test key (sk_test_… or rk_test_…), or none for the embedded Stripe.'
    )
  }
  if (/^(sk|rk)_test_\w+$/.test(key)) return key
  throw new UsageError(
    'STRIPE_API_KEY is not a key of the test mode (sk_test_… or rk_test_…). Leave it out for the embedded Stripe.'
  )
}

/**
 * Reads the command line and the environment.
 * @throws {UsageError} a live key, something that is no key, no port, no number of instances, or no address of a Redis
 */
export const parseOptions = (args: string[], env: Record<string, string | undefined>): Options => {
  const stripeKey = parseKey(env.STRIPE_API_KEY)
  const webhookSecret = env.STRIPE_WEBHOOK_SECRET?.trim()
  const instances = parseInstances(args)
  const redis = parseRedis(args, env.REDIS_URL?.trim())
  return {
    port: parsePort(args),
    ...(instances && { instances }),
    ...(redis && { redis }),
    ...(args.includes('--trace') && { trace: true as const }),
    ...(stripeKey && { stripeKey }),
    ...(webhookSecret && { webhookSecret }),
  }
}

/** A key as it may be shown: its kind and its last four characters. */
export const maskKey = (key: string): string => `${/^[a-z]+_[a-z]+_/.exec(key)?.[0] ?? ''}…${key.slice(-4)}`
