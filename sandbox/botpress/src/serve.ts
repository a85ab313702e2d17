import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import { ConnectionLost } from './faults'
import type { BotpressSandbox } from './types'

/** A local Botpress that is served. */
export interface ServedBotpress {
  url: string
  port: number
  close(): Promise<void>
}

/** How many ports after the wanted one are tried. */
const MORE_PORTS = 50

const isBusy = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })

const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}

const listenFrom = async (server: Server, first: number): Promise<void> => {
  const last = first === 0 ? 0 : Math.min(first + MORE_PORTS, 65_535)
  for (let port = first; port <= last; port += 1) {
    try {
      return await listen(server, port)
    } catch (error) {
      if (!isBusy(error) || port === last) throw error
    }
  }
}

type Answer = Pick<BotpressSandbox, 'fetch'>

/** Answers, or lets the connection break where a fault says so. */
const answerWith =
  ({ fetch }: Answer) =>
  async (request: Request, { outgoing }: HttpBindings): Promise<Response> => {
    try {
      return await fetch(request)
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
      outgoing.destroy()
      return RESPONSE_ALREADY_SENT
    }
  }

/**
 * Serves a local Botpress on 127.0.0.1 and tells it its address.
 * @param options.port when it is busy, the next free one is taken; 0 lets the system choose
 * @throws when none of the ports is free
 */
export const serveBotpress = async (
  botpress: Pick<BotpressSandbox, 'fetch' | 'servedAt'>,
  options: { port: number }
): Promise<ServedBotpress> => {
  const server = createServer(getRequestListener((request, env) => answerWith(botpress)(request, env as HttpBindings)))
  await listenFrom(server, options.port)
  const port = portOf(server.address())
  const url = `http://127.0.0.1:${port}`
  botpress.servedAt(url)
  return { url, port, close: () => close(server) }
}
