import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Cutoff, cutOff } from '../../src/gateway/cutoff'
import { createNetwork } from '../../src/gateway/network'
import { toRequest } from '../../src/gateway/request'
import { ReplyError } from '../../src/gateway/stage'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

const portOf = async (server: TcpServer) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Number(Object(server.address()).port)
}

/** A server, and requests to it. */
const setUp = async (listener: RequestListener) => {
  const server = createServer(listener)
  servers.push(server)
  const origin = `http://127.0.0.1:${await portOf(server)}`
  const send = createNetwork()
  const ask = (method: string, target: string, body = '', cutoff?: Cutoff) =>
    send(toRequest(method, origin, target, { body, headers: { authorization: 'Bearer sk_test_fake' } }), cutoff)
  return { server, ask }
}

describe('network', () => {
  it('sends method, address, headers and body, and reads status, headers and JSON', async () => {
    const { ask } = await setUp(async (request, response) => {
      const parts = await request.toArray()
      const { method, url, headers } = request
      response.writeHead(402, { 'Request-Id': 'req_1', 'Set-Cookie': ['a', 'b'] })
      response.end(JSON.stringify({ method, url, headers, body: Buffer.concat(parts).toString() }))
    })
    const answer = await ask('POST', '/v1/customers?a=1', 'name=Zürich 👍')
    expect([answer.status, answer.headers['request-id']]).toEqual([402, 'req_1'])
    expect(answer.json()).toMatchObject({
      ...{ method: 'POST', url: '/v1/customers?a=1', body: 'name=Zürich 👍' },
      headers: { authorization: 'Bearer sk_test_fake', 'content-length': '17' },
    })
    expect((await ask('GET', '/v1/a', 'ignored')).json()).toMatchObject({ method: 'GET', body: '' })
    expect((await ask('DELETE', '/v1/a')).json()).toMatchObject({ method: 'DELETE', url: '/v1/a', body: '' })
    expect((await ask('POST', '/v1/a')).json()).toMatchObject({ headers: { 'content-length': '0' } })
  })

  it('takes characters apart and together again that are split between packets', async () => {
    const { ask } = await setUp((_, response) => {
      const bytes = Buffer.from('{"text":"👍"}')
      response.write(bytes.subarray(0, 11), () => response.end(bytes.subarray(11)))
    })
    expect((await ask('GET', '/')).json()).toEqual({ text: '👍' })
  })

  it('uses one connection for one call after the other', async () => {
    const { server, ask } = await setUp((_, response) => response.end('{}'))
    let connections = 0
    server.on('connection', () => connections++)
    for (let call = 0; call < 5; call++) await ask('GET', '/')
    expect(connections).toBe(1)
  })

  it('follows no redirect: the key stays here', async () => {
    const { ask } = await setUp((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1' }).end('{}'))
    expect(await ask('GET', '/')).toMatchObject({ status: 302 })
  })

  it('a reply that is no JSON is an error of its own', async () => {
    const { ask } = await setUp((_, response) => response.writeHead(502).end('<html>'))
    await expect(ask('GET', '/')).rejects.toThrow(ReplyError)
  })

  it('a reply that breaks off is an error with the code of the system', async () => {
    const { ask } = await setUp((_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"id":', () => response.destroy())
    })
    await expect(ask('GET', '/')).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it.each([
    ['before the answer', ''],
    ['in the middle of it', '{"id":'],
  ])('ends a request that is given up %s', async (_, begin) => {
    const limit: Cutoff = {}
    let closed: Promise<unknown> = Promise.resolve()
    const { ask } = await setUp((request, response) => {
      closed = new Promise((resolve) => request.socket.once('close', resolve))
      if (begin) response.write(begin)
      setImmediate(() => cutOff(limit, new Error('timed out')))
    })
    await expect(ask('GET', '/', '', limit)).rejects.toThrow()
    await closed
    await expect(ask('GET', '/', '', limit)).rejects.toThrow('timed out')
  })

  it('nobody there: the code of the system', async () => {
    const { server, ask } = await setUp(() => undefined)
    await new Promise((resolve) => server.close(resolve))
    await expect(ask('GET', '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('speaks TLS to https', async () => {
    let first: number | undefined
    const server = createTcpServer((socket) =>
      socket
        .on('error', () => undefined)
        .once('data', (data) => {
          first = data[0]
          socket.destroy()
        })
    )
    const port = await portOf(server)
    const request = toRequest('GET', `https://127.0.0.1:${port}`, '/v1/account')
    await expect(createNetwork()(request)).rejects.toMatchObject({ code: 'ECONNRESET' })
    server.close()
    // The type of a handshake record.
    expect(first).toBe(0x16)
  })
})
