import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { serveFrom } from '../src/listen'
import { createPlayground } from '../src/server'
import { fakeDeps } from './fake-deps'

/** A port that something else listens on. */
const occupied = async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.')
  return { port: address.port, end: () => server.close() }
}

const deferred = () => {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

it('takes the next port when one is busy, answers there, and ends although a page still listens', async () => {
  const busy = await occupied()
  const { deps, listeners } = fakeDeps()
  const server = await serveFrom(busy.port, (port) => createPlayground({ ...deps, port }).fetch)
  expect(server.port).toBeGreaterThan(busy.port)
  const page = await fetch(`http://127.0.0.1:${server.port}/`)
  expect(page.status).toBe(200)
  await page.text()
  const stream = await fetch(`http://127.0.0.1:${server.port}/api/stream`)
  expect(listeners()).toBe(1)
  await server.close()
  await expect(stream.text()).rejects.toThrow()
  busy.end()
})

it('forgets a page whose connection ends', async () => {
  const { deps, listeners } = fakeDeps()
  const { promise: gone, resolve } = deferred()
  const subscribe: typeof deps.subscribe = (listener) => {
    const end = deps.subscribe(listener)
    return () => {
      end()
      resolve()
    }
  }
  const server = await serveFrom(0, (port) => createPlayground({ ...deps, subscribe, port }).fetch)
  const controller = new AbortController()
  await fetch(`http://127.0.0.1:${server.port}/api/stream`, { signal: controller.signal })
  expect(listeners()).toBe(1)
  controller.abort()
  await gone
  expect(listeners()).toBe(0)
  await server.close()
})
