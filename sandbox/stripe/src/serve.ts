import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { fromMessage } from './protocol/incoming'
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

/** A connection that breaks is what a fault asked for. */
const answerApi = async (stripe: StripeSandbox, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  try {
    const { status, headers, body } = await stripe.answer(fromMessage(request))
    response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
  } catch {
    response.destroy()
  }
}

/** Serves the sandbox on 127.0.0.1; a busy port gives way to the next one, port 0 to any. */
export const serveStripe = async (
  stripe: StripeSandbox,
  { port }: { port: number }
): Promise<{ url: string; port: number; close(): Promise<void> }> => {
  const pages = getRequestListener((request) => stripe.fetch(request), { overrideGlobalObjects: false })
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/v1/')) void answerApi(stripe, request, response)
    else void pages(request, response)
  })
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
