import { Redis } from 'ioredis'
import type { Clock } from '../../clock'
import { type Problem, problemOf, UNKNOWN } from './problems'
import { scripts } from './scripts'

/** How long a command, or the wait for a connection, may take before the process goes on alone. Milliseconds. */
const PATIENCE = 190
/** How long a connection may take that nobody waits for any more. Milliseconds. */
const CONNECT_LIMIT = 3_000
/** How long Redis is left alone after it failed: doubled each time, up to the longest. Milliseconds. */
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 5_000

/** What tells whether Redis can be used. The others end what it has forgotten, and a full one can do them. */
const PROBES: ReadonlyArray<keyof typeof scripts> = ['take', 'lease', 'claim']

/** Redis cannot be used now. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly isLasting: boolean

  constructor({ text, isLasting }: Problem) {
    super(text)
    this.isLasting = isLasting
  }
}

/** Says each thing once, and again only after something else: whoever reads the log learns what changed. */
export type Say = (sentence: string) => void

/** Runs a script in Redis. @throws {Unavailable} when its patience is over */
export type Run = (
  script: keyof typeof scripts,
  keys: readonly string[],
  args: readonly (string | number)[]
) => Promise<unknown>

const clientOf = (url: string): Redis => {
  const client = new Redis(url, {
    ...{ lazyConnect: true, enableOfflineQueue: false, enableReadyCheck: false, disableClientInfo: true },
    ...{ maxRetriesPerRequest: 1, autoResendUnfulfilledCommands: false, connectTimeout: CONNECT_LIMIT, protocol: 2 },
    // Whoever needs it next connects again: a frozen process has no timers that could.
    retryStrategy: () => null,
  })
  // An open connection must not keep a process alive that has nothing else to do.
  client.on('connect', () => client.stream.unref())
  return client
}

/**
 * Ends the wait for work that takes too long. The time is cut in two: when this process itself was busy for long, an
 * answer that lies there is read in between.
 */
const inTime = async <T>(work: Promise<T>, clock: Clock): Promise<T> => {
  let stop: () => void = () => undefined
  const late = new Promise<never>((_, reject) => {
    stop = clock.after(PATIENCE * 0.7, () => {
      stop = clock.after(PATIENCE * 0.3, () => reject(new Error('timed out')))
    })
  })
  return Promise.race([work, late]).finally(() => stop())
}

/**
 * A connection that is made when it is first needed, and used only while it works. After a failure everybody goes on
 * alone at once, and now and then one command tries whether Redis is back.
 */
export const connect = (url: string, clock: Clock, random: () => number, say: Say) => {
  const client = clientOf(url)
  let connecting: Promise<void> | undefined
  /** Failures in a row; 0 while it works. */
  let failures = 0
  let leftAloneUntil = Number.NEGATIVE_INFINITY
  let isProbing = false
  let problem = UNKNOWN
  /** Why the connection failed: the command only learns that it did. */
  let connectionError: unknown
  client.on('error', (error) => {
    connectionError = error
  })

  const ready = async (): Promise<void> => {
    if (client.status === 'ready') return
    if (!connecting) connectionError = undefined
    connecting ??= client.connect().finally(() => {
      connecting = undefined
    })
    await connecting
  }

  const execute = async (name: keyof typeof scripts, keys: readonly string[], args: readonly (string | number)[]) => {
    await ready()
    const { sha, text } = scripts[name]
    return client.evalsha(sha, keys.length, ...keys, ...args).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return client.eval(text, keys.length, ...keys, ...args)
    })
  }

  /** Commands that fail together are one failure. */
  const failed = (error: unknown, isProbe: boolean): Unavailable => {
    if (failures > 0 && !isProbe) return new Unavailable(problem)
    const before = failures > 0 ? problem : undefined
    problem = problemOf(error) ?? problemOf(connectionError) ?? before ?? UNKNOWN
    if (problem.text !== before?.text)
      say(`Redis cannot be used: ${problem.text}. Until it can, each instance goes on alone.`)
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures, 10))
    leftAloneUntil = clock.now() + pause * (0.75 + random() / 2)
    failures++
    // What waits for an answer on a connection that hangs must not wait for ever, or be done when nobody expects it.
    if (client.status === 'ready') client.disconnect()
    return new Unavailable(problem)
  }

  const isBack = (): void => {
    say('Redis is back.')
    failures = 0
  }

  const run: Run = async (name, keys, args) => {
    const isProbe = failures > 0
    if (isProbe && (isProbing || !PROBES.includes(name) || clock.now() < leftAloneUntil)) throw new Unavailable(problem)
    isProbing ||= isProbe
    try {
      const result = await inTime(execute(name, keys, args), clock)
      if (isProbe && failures > 0) isBack()
      return result
    } catch (error) {
      throw failed(error, isProbe)
    } finally {
      if (isProbe) isProbing = false
    }
  }
  return { run, client }
}

export type Connection = ReturnType<typeof connect>
