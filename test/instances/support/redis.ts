import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'

export const REDIS_SERVER = process.env.REDIS_SERVER_PATH ?? '/usr/bin/redis-server'

/** Whether the tests that need a real Redis can run. What is left out is named by `npm test`. */
export const hasRedis = existsSync(REDIS_SERVER)

/** A port that is free now. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = Object(server.address())
      server.close(() => resolve(port))
    })
  })

/** A test that failed may not have come to close its own. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A real Redis on loopback, which can be killed and started again on its port. It keeps nothing on disk. */
export const startRedis = async (...more: string[]) => {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'))
  const port = await freePort()
  let child: ChildProcess | undefined
  const password = more[more.indexOf('--requirepass') + 1]
  const credentials = more.includes('--requirepass') ? { password: password ?? '' } : {}

  /** Runs commands on a connection of their own. */
  const ask = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis({ host: '127.0.0.1', port, ...credentials })
    client.on('error', () => undefined)
    try {
      return await work(client)
    } finally {
      client.disconnect()
    }
  }
  const start = async (): Promise<void> => {
    const options = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
    child = spawn(REDIS_SERVER, [...options, ...more], { stdio: 'ignore' })
    running.add(child)
    await ask((client) => client.ping())
  }
  const end = (signal: NodeJS.Signals): Promise<void> =>
    new Promise((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return resolve()
      child.once('close', () => resolve())
      child.kill('SIGCONT')
      child.kill(signal)
    })
  await start()
  return {
    ...{ port, url: `redis://127.0.0.1:${port}`, start, ask },
    /** It is gone at once, with all it knew. */
    kill: () => end('SIGKILL'),
    /** It stands still, and answers nothing. */
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    close: async () => {
      await end('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

export type RedisServer = Awaited<ReturnType<typeof startRedis>>
