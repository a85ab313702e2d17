import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBotpress, serveBotpress, startBundle } from '../src/index'
import { bundleFolder } from './support/bundle'
import { manualClock } from './support/clock'
import definition from './support/definition'

let folder: Awaited<ReturnType<typeof bundleFolder>>
beforeAll(async () => {
  folder = await bundleFolder()
})
afterAll(() => folder.remove())

/** The least that can be started. Its answers are the text given. */
const server = (answer: string, before = '') => `
  ${before}
  const http = require('node:http')
  exports.default = { start: (port) => http.createServer((req, res) => res.end(${answer})).listen(port, '0.0.0.0') }`

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a bundle', () => {
  it('listens on the port it is given, on loopback even if it asks for more', async () => {
    const bundle = await folder.write('plain.cjs', server("'ok'"))
    const first = await startBundle({ bundle, env: {} })
    await first.stop()
    const { port } = first.address
    const second = await startBundle({ bundle, env: {}, port })
    expect(second.address).toMatchObject({ address: '127.0.0.1', port })
    await second.stop()
    expect([isRunning(first.pid), isRunning(second.pid)]).toEqual([false, false])
    await second.stop()
  })

  it('gets its environment and hands out its lines', async () => {
    const write = "console.log('für ' + process.env.NAME); console.error('zwei\\ndrei')"
    const bundle = await folder.write('lines.cjs', server("'ok'", write))
    const lines: object[] = []
    const started = await startBundle({ bundle, env: { NAME: 'Ada' }, onLog: (line) => lines.push(line) })
    await started.stop()
    expect(lines).toHaveLength(3)
    expect(lines).toEqual(
      expect.arrayContaining([
        { stream: 'stdout', text: 'für Ada' },
        { stream: 'stderr', text: 'zwei' },
        { stream: 'stderr', text: 'drei' },
      ])
    )
  })

  it('that cannot be loaded is reported with what it wrote', async () => {
    const bundle = await folder.write('broken.cjs', "throw new Error('a part is missing')")
    const starting = startBundle({ bundle, env: {} })
    await expect(starting).rejects.toThrow(/broken\.cjs did not start: exit code 1[\s\S]*a part is missing/)
    await expect(startBundle({ bundle: `${bundle}.none`, env: {} })).rejects.toThrow(/Cannot find module/)
  })

  it('that does nothing, or is not healthy, is reported', async () => {
    const idle = await folder.write('idle.cjs', 'exports.default = { start() {} }')
    await expect(startBundle({ bundle: idle, env: {} })).rejects.toThrow(/did not start: exit code/)
    const ill = await folder.write('ill.cjs', server("'not well'"))
    await expect(startBundle({ bundle: ill, env: {} })).rejects.toThrow('GET /health answered 200 not well')
  })

  it('that never listens is given up after a while', async () => {
    const bundle = await folder.write(
      'slow.cjs',
      "setInterval(() => {}, 1000); exports.default = { start() { console.log('up') } }"
    )
    const clock = manualClock()
    const starting = startBundle({ bundle, env: {}, clock, onLog: () => clock.advance(60_000) })
    await expect(starting).rejects.toThrow('no answer in 60 seconds')
  })

  it('ends when whoever started it is gone', async () => {
    const bundle = await folder.write('orphan.cjs', server("'ok'"))
    const script = (name: string) => fileURLToPath(new URL(`../src/bundle/${name}`, import.meta.url))
    const child = fork(script('run.cjs'), [bundle, '0'], { execArgv: ['--require', script('loopback.cjs')] })
    await once(child, 'message')
    child.disconnect()
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('that does not end when asked is ended by force', async () => {
    const stubborn = "process.on('SIGTERM', () => console.log('no'))"
    const bundle = await folder.write('stubborn.cjs', server("'ok'", stubborn))
    const clock = manualClock()
    const started = await startBundle({ bundle, env: {}, clock, onLog: () => clock.advance(3000) })
    await started.stop()
    expect(await started.exited).toBe('signal SIGKILL')
  })
})

describe('an integration that is down', () => {
  it('is a 502 for webhooks and an error for everything else', async () => {
    const botpress = createBotpress({ definition })
    const server = await serveBotpress(botpress, { port: 0 })
    await expect(botpress.ping()).rejects.toMatchObject({
      type: 'Internal',
      message: expect.stringContaining('reached'),
    })
    const bundle = await startBundle({ bundle: await folder.buildGreeter(), env: botpress.env })
    botpress.connect(bundle.url)
    await botpress.install({ greeting: 'Hi' })
    await bundle.stop()
    const response = await fetch(botpress.webhookUrl)
    expect([response.status, await response.json()]).toMatchObject([502, { type: 'Internal', code: 502 }])
    await expect(botpress.callAction('greet', { name: 'Ada' })).rejects.toMatchObject({ type: 'Internal' })
    await server.close()
  })
})
