import { readFile } from 'node:fs/promises'
import botDefinition from '@botpress-stripe/shop-bot/definition'
import { buildIntegration, buildShopBot } from '../../../scripts/build'
import { listActions } from './actions'
import type { Mode } from './api'
import { buildPage } from './build-page'
import { createClosers } from './closers'
import { createHub } from './hub'
import { type Listening, serveFrom } from './listen'
import type { Options } from './options'
import type { PlaygroundDocument, ServedRun } from './playground'
import { startRuns } from './runs'
import { createServer } from './server'
import { startRedis } from './world/redis'
import type { Gates } from './world/world'

/** Everything that `npm start` brings up. */
export interface Stack {
  pageUrl: string
  botpressUrl: string
  mode: Mode
  /** What the page shows at the moment, for tests. */
  current(): ServedRun
  /** Resolves when the integration's process has ended by itself, with how. */
  failed: Promise<string>
  /** Ends it all, the last started first. */
  close(): Promise<void>
}

/** The first ports that are tried. */
export interface Ports {
  page: number
  stripe: number
  botpress: number
}

type Defer = (close: () => Promise<void>) => void

const document = (name: string, title: string, path: string): PlaygroundDocument => ({
  ...{ name, title },
  read: () => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8'),
})

const DOCUMENTS = [
  document('readme', 'README', 'README.md'),
  document('guide', 'Guide for bot builders', 'integration/hub.md'),
  document('actions', 'Every action', 'docs/reference/actions.md'),
  document('shop-bot', 'The shop bot', 'examples/shop-bot/README.md'),
  document('stripe', 'The embedded Stripe', 'sandbox/stripe/README.md'),
  document('architecture', 'How it works', 'docs/architecture.md'),
]

const unopened = async (): Promise<Response> => new Response('Starting.', { status: 503 })

/** An address whose handler can be replaced: it stays when the world behind it begins again. */
const openGate = async (port: number, defer: Defer) => {
  let handler: (request: Request) => Promise<Response> = unopened
  const { url, close }: Listening = await serveFrom(port, () => (request) => handler(request))
  defer(close)
  return {
    url,
    open: (next: typeof handler) => {
      handler = next
    },
  }
}

const openGates = async (options: Options, ports: Ports, defer: Defer): Promise<Gates> => ({
  stripe: options.stripeKey ? undefined : await openGate(ports.stripe, defer),
  botpress: await openGate(ports.botpress, defer),
})

/** The address of a Redis, which is started when none is given. @throws {UsageError} */
const redisFor = async ({ redis }: Options, defer: Defer): Promise<string | undefined> => {
  if (redis !== 'start') return redis
  const { url, stop } = await startRedis()
  defer(stop)
  return url
}

/** What is given by whoever does not want the usual. */
export interface StackExtras {
  /** Told what takes long. */
  say?: (line: string) => void
  /** A page that is built already. */
  pageFolder?: string
  /** A Stripe on this machine that takes the place of the real one, for tests. */
  stripeUrl?: string
}

const start = async (
  options: Options,
  ports: Ports,
  defer: Defer,
  { say = () => {}, pageFolder: built, stripeUrl }: StackExtras
) => {
  const [pageFolder, integration, bot, gates] = await Promise.all([
    built ?? buildPage(say),
    buildIntegration({ redis: options.redis !== undefined }),
    buildShopBot(),
    openGates(options, ports, defer),
  ])
  const redisUrl = await redisFor(options, defer)
  const hub = createHub()
  const bundles = { integration: integration.file, bot: { file: bot, definition: botDefinition } }
  const runs = await startRuns({ options, gates, bundles, hub, redisUrl, stripeUrl }, DOCUMENTS)
  defer(runs.close)
  const playground = { actions: listActions(), documents: DOCUMENTS, pageFolder, hub, ...runs }
  const page = await serveFrom(ports.page, (port) => createServer({ ...playground, port }).fetch)
  defer(page.close)
  return { runs, pageUrl: page.url, botpressUrl: gates.botpress.url }
}

/**
 * Brings up everything: Stripe, Botpress, the integration behind its real protocol, and the page.
 * @throws what kept a part from starting; whatever was up by then is ended
 */
export const startStack = async (options: Options, ports: Ports, extras: StackExtras = {}): Promise<Stack> => {
  const { defer, close } = createClosers()
  try {
    const { runs, pageUrl, botpressUrl } = await start(options, ports, defer, extras)
    const { current, failed } = runs
    return { pageUrl, botpressUrl, mode: current().world.mode, current, failed, close }
  } catch (error) {
    await close()
    throw error
  }
}
