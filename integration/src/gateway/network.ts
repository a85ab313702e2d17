import * as http from 'node:http'
import * as https from 'node:https'
import type { Cutoff } from './cutoff'
import { headerLines, readAnswer, type Send, type StripeRequest } from './stage'

/** Connections that stay open are taken up again the last one first, so that those no longer needed end. */
const AGENT = { keepAlive: true, scheduling: 'lifo' } as const

/** Headers that came once each; Stripe sends no others that matter. */
const plain = (headers: http.IncomingHttpHeaders): Record<string, string> => {
  const plain: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    if (typeof value === 'string') plain[name] = value
  }
  return plain
}

/** The whole text of a reply. Rejects when it breaks off. */
const textOf = (reply: http.IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = ''
    reply.setEncoding('utf8')
    reply.on('data', (part) => {
      text += part
    })
    reply.on('end', () => resolve(text))
    reply.on('error', reject)
  })

/** How requests get to a server, found out once. */
const serverAt = (origin: string) => {
  const { protocol, hostname, host, port } = new URL(origin)
  const { request, Agent } = protocol === 'http:' ? http : https
  return { request, host, options: { hostname, port, agent: new Agent(AGENT) } }
}

/**
 * The network: requests over Node's own HTTP client. It takes half the time that `fetch` does, which Node.js would have to
 * load first. Redirects are not followed: Stripe sends none, and a key must not go elsewhere.
 * @throws what Node.js calls a broken connection; {ReplyError} for a reply that is not whole JSON
 */
export const createNetwork = (): Send => {
  /** Stripe has a handful of hosts. */
  const servers = new Map<string, ReturnType<typeof serverAt>>()
  const replyTo = ({ method, origin, path, query, headers, body }: StripeRequest, cutoff?: Cutoff) =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      const server = servers.get(origin) ?? serverAt(origin)
      servers.set(origin, server)
      // Node.js sends lines as they are; it would read an object of headers three times before.
      const lines = ['Host', server.host, ...headerLines(headers)]
      const sends = method === 'GET' || method === 'DELETE' ? undefined : body
      if (sends !== undefined) lines.push('Content-Length', String(Buffer.byteLength(sends)))
      const sent = server.request({
        ...server.options,
        ...{ method, path: `${path}${query}`, headers: lines },
      })
      sent.on('response', resolve)
      sent.on('error', reject)
      if (cutoff) cutoff.end = (reason) => sent.destroy(reason)
      sent.end(sends)
    })
  return async (request, cutoff) => {
    if (cutoff?.reason) throw cutoff.reason
    const reply = await replyTo(request, cutoff)
    return readAnswer(reply.statusCode ?? 0, plain(reply.headers), await textOf(reply))
  }
}
