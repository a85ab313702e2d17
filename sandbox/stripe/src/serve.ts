import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { fromMessage } from './protocol/incoming'
import type { StripeSandbox } from './types'
import { acceptWebSocket, type WebSocket } from './websocket'

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

/** Where `stripe listen` hears of events. */
const serveListener = (stripe: StripeSandbox, request: IncomingMessage, socket: Duplex): void => {
  const session = /^\/_listen\/(cliws_[A-Za-z0-9]+)(\?|$)/.exec(request.url ?? '')?.[1]
  const listener = session && stripe.listen(session, (text) => webSocket?.send(text))
  if (!listener || request.headers['sec-websocket-key'] === undefined) {
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    return
  }
  const webSocket: WebSocket | undefined = acceptWebSocket(request, socket, listener.heard, listener.stop)
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
  const listeners = new Set<Duplex>()
  server.on('upgrade', (request, socket) => {
    listeners.add(socket)
    socket.once('close', () => listeners.delete(socket))
    serveListener(stripe, request, socket)
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
        for (const socket of listeners) socket.destroy()
      }),
  }
}
