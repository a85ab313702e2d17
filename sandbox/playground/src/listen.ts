import { createServer, type Server } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'

/** A server on loopback that can be ended while pages still listen to its stream. */
export interface Listening {
  url: string
  port: number
  close(): Promise<void>
}

type Handler = (request: Request) => Promise<Response>

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code

const isBusy = (error: unknown): boolean => hasCode(error, 'EADDRINUSE')

/** What the handler throws in place of an answer when the connection is to break. */
const isReset = (error: unknown): boolean => error instanceof Error && hasCode(error.cause, 'ECONNRESET')

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

/** How many ports after the first are tried. */
const MORE_PORTS = 50

const listenFrom = async (server: Server, first: number): Promise<number> => {
  const last = first === 0 ? 0 : Math.min(first + MORE_PORTS, 65_535)
  for (let port = first; ; port += 1) {
    try {
      return await listen(server, port)
    } catch (error) {
      if (!isBusy(error) || port >= last) throw error
    }
  }
}

/** Answers, or lets the connection break where the handler says so. */
const answer = async (handler: Handler, request: Request, { outgoing }: HttpBindings): Promise<Response> => {
  try {
    return await handler(request)
  } catch (error) {
    if (!isReset(error)) throw error
    outgoing.destroy()
    return RESPONSE_ALREADY_SENT
  }
}

/**
 * Serves on 127.0.0.1, on the first free port from the given one on; 0 lets the system choose.
 * @param handlerOf the handler for the port that was found, since it answers for its own address only
 * @throws when none of the ports is free
 */
export const serveFrom = async (first: number, handlerOf: (port: number) => Handler): Promise<Listening> => {
  let handler: Handler = async () => new Response(undefined, { status: 503 })
  const server = createServer(
    // The sandboxes are given requests of the platform itself, not look-alikes. It is a server of HTTP/1.
    getRequestListener((request, env) => answer(handler, request, env as HttpBindings), {
      overrideGlobalObjects: false,
    })
  )
  const port = await listenFrom(server, first)
  handler = handlerOf(port)
  return { url: `http://127.0.0.1:${port}`, port, close: () => close(server) }
}
