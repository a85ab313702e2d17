import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { systemClock } from './clock'
import { createNetwork } from './gateway/network'
import { linesOf, type Observer } from './gateway/observe'
import { createIntegration } from './integration'
import type { Shared } from './shared/index'

/**
 * The composition root: the only file that reads the environment.
 * `STRIPE_API_BASE`: an embedded Stripe on this machine. `STRIPE_WEBHOOK_SECRET`: the secret that Stripe's command-line
 * tool prints when it forwards events to this machine. `STRIPE_TRACE`: writes a line for each call to Stripe and each try;
 * with `json`, writes each call as JSON with the trace it belongs to, and the end of each trace. `SECRET_REDIS_URL` is the
 * secret REDIS_URL of the definition, `BP_WEBHOOK_URL` is Botpress' own;
 * none of the others is set when Botpress runs the integration.
 */
const apiBase = loopbackUrl(process.env.STRIPE_API_BASE)

function loopbackUrl(text: string | undefined): URL | undefined {
  if (!text) return undefined
  const url = new URL(text)
  if (url.protocol === 'http:' && url.hostname === '127.0.0.1') return url
  throw new Error('STRIPE_API_BASE must be an http://127.0.0.1:<port> address: keys are sent to it.')
}

const write = (line: string): void => void process.stdout.write(`${line}\n`)

/** For people. */
const observeLines: Observer = (call) => {
  for (const line of linesOf(call)) write(`stripe  ${line}`)
}

/**
 * For programs: which request to this process a call was made for is told by that request's `traceparent`.
 * @see w3.org/TR/trace-context
 */
function observeJson(): Observer {
  const traces = new AsyncLocalStorage<unknown>()
  subscribe('http.server.request.start', (message) => traces.enterWith(traceOf(message)))
  subscribe('http.server.response.finish', (message) => write(JSON.stringify({ stripeTraceEnd: traceOf(message) })))
  return (call) => write(JSON.stringify({ stripeCall: call, trace: traces.getStore() }))
}

function traceOf(message: unknown): unknown {
  // What Node.js publishes on its channels has no type.
  const { request } = message as { request: { headers: Record<string, unknown> } }
  return request.headers.traceparent
}

function observerFor(trace: string | undefined): Observer | undefined {
  if (!trace) return undefined
  return trace === 'json' ? observeJson() : observeLines
}

/** Set when the bundle is built: whether it holds the adapter for Redis. See `bundle/index.ts`. */
declare const REDIS: boolean

function sharedStore(url: string | undefined): Shared | undefined {
  const say = (sentence: string) => write(`shared  ${sentence}`)
  if (!url) return undefined
  if (REDIS) {
    // No import: without Redis, the bundle must not hold any of it.
    const { createRedis }: typeof import('./shared/redis/index') = require('./shared/redis/index')
    return createRedis(url, { clock: systemClock, random: Math.random, say })
  }
  say('REDIS_URL is set, but this bundle was built without Redis. Each instance goes on alone.')
  return undefined
}

export default createIntegration({
  transport: createNetwork(),
  clock: systemClock,
  random: Math.random,
  apiBase,
  shared: sharedStore(process.env.SECRET_REDIS_URL),
  observer: observerFor(process.env.STRIPE_TRACE),
  webhookBase: process.env.BP_WEBHOOK_URL || undefined,
  forwardedSecret: process.env.STRIPE_WEBHOOK_SECRET || undefined,
})
