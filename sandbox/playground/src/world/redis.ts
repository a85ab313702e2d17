import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, createServer } from 'node:net'
import { UsageError } from '../options'

/** How long a Redis on this machine may take until it answers. Milliseconds. */
const START_LIMIT = 10_000
const PAUSE = 50

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.end())
  })

/**
 * Starts a Redis for this run: on loopback, in memory alone.
 * @throws {UsageError} when this machine has none
 */
export const startRedis = async (): Promise<{ url: string; stop(): Promise<void> }> => {
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', [...args, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' })
  const failed = new Promise<never>((_, reject) => {
    server.on('error', () => {
      const install = 'apt-get install redis-server, or brew install redis'
      reject(
        new UsageError(
          `--redis needs redis-server, which this machine lacks (${install}), or the address of one in REDIS_URL.`
        )
      )
    })
    server.on('exit', () => reject(new Error('redis-server ended by itself.')))
  })
  failed.catch(() => undefined)
  const ready = async (): Promise<void> => {
    for (let waited = 0; !(await answers(port)); waited += PAUSE) {
      if (waited > START_LIMIT) throw new Error('redis-server does not answer.')
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
  await Promise.race([ready(), failed])
  const stop = async (): Promise<void> => {
    const exit = once(server, 'exit')
    if (server.exitCode === null && server.kill()) await exit
  }
  return { url: `redis://127.0.0.1:${port}`, stop }
}
