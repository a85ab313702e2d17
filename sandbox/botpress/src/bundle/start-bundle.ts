import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Clock, systemClock, withTimeLimit } from '../clock'
import { bodyValidator } from '../json-schema'
import { type OutputLine, readOutput } from './output'

export interface BundleOptions {
  /** The path of the built bundle (CommonJS), whose default export has `start(port)`. */
  bundle: string
  /** Default: a free one. */
  port?: number
  /** The whole environment of the process, but for what Node itself needs. */
  env: Record<string, string>
  onLog?: (line: OutputLine) => void
  /** Default: the machine's clock. */
  clock?: Clock
}

/** An integration that runs in a process of its own. */
export interface StartedBundle {
  url: string
  /** What it listens on, as the process itself says. */
  address: { address: string; port: number }
  pid: number
  /** How it ended, once it has. */
  exited: Promise<string>
  /** Ends it: politely first, by force when it does not end. */
  stop(): Promise<void>
}

/** How long it may take until the integration listens. */
const START_LIMIT = 60_000
/** How long it may take to end by itself. */
const STOP_LIMIT = 3_000

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** Of the own environment only what programs cannot do without; nothing of it is about this project. */
const BASE_ENV = ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP'] as const

const environment = (env: Record<string, string>): Record<string, string> => {
  const base = BASE_ENV.flatMap((name): Array<[string, string]> => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value]]
  })
  return { ...Object.fromEntries(base), ...env }
}

const spawnBundle = ({ bundle, port = 0, env }: BundleOptions) =>
  spawn(process.execPath, ['--require', file('./loopback.cjs'), file('./run.cjs'), resolve(bundle), String(port)], {
    env: environment(env),
    // The fourth is the channel over which the process says where it listens and notices that we are gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })

const listeningMessage = bodyValidator<{ listening: { address: string; port: number } }>({
  type: 'object',
  required: ['listening'],
  properties: {
    listening: {
      type: 'object',
      required: ['address', 'port'],
      properties: { address: { type: 'string' }, port: { type: 'integer' } },
    },
  },
})

const listening = (child: ChildProcess): Promise<StartedBundle['address']> =>
  new Promise((found) => {
    child.on('message', (message) => {
      if (listeningMessage.test(message)) found(message.listening)
    })
  })

/** Resolves after the last line of output, with how the process ended. */
const ending = (child: ChildProcess): Promise<string> =>
  new Promise((ended) => {
    child.once('error', (error) => ended(error.message))
    child.once('close', (code, signal) => ended(signal ? `signal ${signal}` : `exit code ${code}`))
  })

const stopProcess = async (child: ChildProcess, exited: Promise<string>, clock: Clock): Promise<void> => {
  child.kill('SIGTERM')
  try {
    await withTimeLimit(
      clock,
      STOP_LIMIT,
      () => exited,
      () => new Error('still running')
    )
  } catch {
    child.kill('SIGKILL')
    await exited
  }
}

const requireHealthy = async (url: string, signal: AbortSignal): Promise<void> => {
  const response = await fetch(`${url}/health`, { signal })
  const text = await response.text()
  if (!response.ok || text !== 'ok') throw new Error(`GET /health answered ${response.status} ${text}`)
}

/**
 * Runs a built integration in a process of its own, on loopback only.
 * @throws with the end of its output when it ends or does not answer before it is ready
 */
export const startBundle = async (options: BundleOptions): Promise<StartedBundle> => {
  const { bundle, clock = systemClock, onLog = () => {} } = options
  const child = spawnBundle(options)
  const output = readOutput(child, onLog)
  const exited = ending(child)
  const stop = () => stopProcess(child, exited, clock)
  const failure = (reason: string) => new Error(`The integration ${bundle} did not start: ${reason}\n${output.tail()}`)
  const ready = async (signal: AbortSignal): Promise<StartedBundle> => {
    const early = exited.then((reason) => Promise.reject(failure(reason)))
    const address = await Promise.race([listening(child), early])
    const url = `http://${address.address}:${address.port}`
    await Promise.race([requireHealthy(url, signal), early])
    early.catch(() => {})
    return { url, address, pid: child.pid ?? 0, exited, stop }
  }
  try {
    return await withTimeLimit(clock, START_LIMIT, ready, () => failure(`no answer in ${START_LIMIT / 1000} seconds`))
  } catch (error) {
    await stop()
    throw error
  }
}
