import { createServer, type Server } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import type { StripeSandbox } from './types'

/** How many ports after a busy one are tried. */
const MORE_PORTS = 50

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })

const isBusy = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

const listenFrom = async (server: Server, port: number): Promise<void> => {
  for (let next = port; ; next++) {
    try {
      return await listen(server, next)
    } catch (error) {
      if (!isBusy(error) || port === 0 || next >= port + MORE_PORTS) throw error
    }
  }
}

/** Serves the sandbox on 127.0.0.1; a busy port gives way to the next one, port 0 to any. */
export const serveStripe = async (
  stripe: StripeSandbox,
  { port }: { port: number }
): Promise<{ url: string; port: number; close(): Promise<void> }> => {
  const server = createServer(getRequestListener((request) => stripe.fetch(request), { overrideGlobalObjects: false }))
  await listenFrom(server, port)
  const address = server.address()
  const actual = typeof address === 'object' && address ? address.port : port
  const url = `http://127.0.0.1:${actual}`
  stripe.publicUrl = url
  return {
    ...{ url, port: actual },
    close: () =>
      new Promise((resolve) => {
        stripe.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
