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
}

/** A sentence for the person at the terminal, in place of a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

const DEFAULT_PORT = 3000

const parsePort = (args: string[]): number => {
  const text = args.flatMap((arg, index) =>
    arg === '--port' ? [args[index + 1] ?? ''] : arg.split('--port=').slice(1)
  )
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
 * @throws {UsageError} a live key, something that is no key, or no port
 */
export const parseOptions = (args: string[], env: Record<string, string | undefined>): Options => {
  const stripeKey = parseKey(env.STRIPE_API_KEY)
  const webhookSecret = env.STRIPE_WEBHOOK_SECRET?.trim()
  return {
    port: parsePort(args),
    ...(args.includes('--trace') && { trace: true as const }),
    ...(stripeKey && { stripeKey }),
    ...(webhookSecret && { webhookSecret }),
  }
}

/** A key as it may be shown: its kind and its last four characters. */
export const maskKey = (key: string): string => `${/^[a-z]+_[a-z]+_/.exec(key)?.[0] ?? ''}…${key.slice(-4)}`
