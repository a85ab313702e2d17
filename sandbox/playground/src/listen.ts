import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'

/** A server on loopback that can be ended while pages still listen to its stream. */
export interface Listening {
  port: number
  close(): Promise<void>
}

const isBusy = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** How many ports after the first are tried. */
const MORE_PORTS = 50

/**
 * Serves on 127.0.0.1, on the first free port from the given one on.
 * @param fetchOf the handler for the port that was found, since it answers for its own address only
 */
export const listenFrom = async (
  firstPort: number,
  fetchOf: (port: number) => (request: Request) => Promise<Response>
): Promise<Listening> => {
  for (let port = firstPort; port <= Math.min(firstPort + MORE_PORTS, 65_535); port += 1) {
    // Without TLS or HTTP/2 options this is a plain HTTP server.
    const server = createAdaptorServer({ fetch: fetchOf(port) }) as Server
    try {
      await listen(server, port)
      return { port, close: () => close(server) }
    } catch (error) {
      if (!isBusy(error)) throw error
    }
  }
  throw new Error(`No port from ${firstPort} to ${firstPort + MORE_PORTS} is free.`)
}
