import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { createHub } from '../src/hub'
import { serveFrom } from '../src/listen'
import { eventStream } from '../src/stream'
import { createTimeline } from '../src/timeline/timeline'

/** A port that something else listens on. */
const occupied = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.')
  return { port: address.port, end: () => server.close() }
}

const streaming = () => {
  const hub = createHub()
  const timeline = createTimeline('run', () => 0)
  return { hub, handler: async () => eventStream(hub, timeline, undefined) }
}

it('takes the next port when one is busy, and ends although a page still listens', async () => {
  const busy = await occupied()
  const { hub, handler } = streaming()
  const server = await serveFrom(busy.port, () => handler)
  expect(server.port).toBeGreaterThan(busy.port)
  const stream = await fetch(`http://127.0.0.1:${server.port}/`)
  expect(hub.listeners()).toBe(1)
  await server.close()
  await expect(stream.text()).rejects.toThrow()
  busy.end()
})

it('forgets a page whose connection ends', async () => {
  const { hub, handler } = streaming()
  const server = await serveFrom(0, () => handler)
  const controller = new AbortController()
  const response = await fetch(`http://127.0.0.1:${server.port}/`, { signal: controller.signal })
  expect(hub.listeners()).toBe(1)
  controller.abort()
  await expect(response.text()).rejects.toThrow()
  await expect.poll(hub.listeners).toBe(0)
  await server.close()
})

it('lets a connection break where the handler says so', async () => {
  const reset = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  })
  const server = await serveFrom(0, () => async () => Promise.reject(reset))
  await expect(fetch(server.url)).rejects.toThrow('fetch failed')
  await server.close()
})
