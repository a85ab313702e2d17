import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it, vi } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What `npm start` runs, in a process group of its own, so that whatever it leaves behind is found. */
const start = (env: Record<string, string> = {}): ChildProcess & { output(): string } => {
  const { STRIPE_API_KEY: _key, STRIPE_WEBHOOK_SECRET: _secret, ...rest } = process.env
  const args = ['--import', 'tsx', main, '--port', '0']
  const child = spawn(process.execPath, args, { cwd: root, env: { ...rest, ...env }, detached: true })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      output += String(data)
    })
  }
  return Object.assign(child, { output: () => output })
}

const isGroupAlive = ({ pid = 0 }: ChildProcess): boolean => {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}

// The first one builds the page.
it.each(['SIGINT', 'SIGTERM'] as const)(
  'starts, answers, and leaves nothing behind after %s',
  async (signal) => {
    const child = start()
    try {
      const url = await vi.waitFor(
        () => /Open (http:\S+)/.exec(child.output())?.[1] ?? expect.fail(child.output()),
        60_000
      )
      const page = await fetch(url, { headers: { accept: 'text/html' } })
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="root">')])
      expect(child.output()).toMatch(/Stripe +http:\/\/127\.0\.0\.1:\d+ \(embedded\)/)
      // An open feed must not hold it up.
      const feed = await fetch(`${url}/api/stream`)
      const ended = once(child, 'exit')
      child.kill(signal)
      expect(await ended).toEqual([0, null])
      await expect(feed.text()).rejects.toThrow()
      await vi.waitFor(() => expect(isGroupAlive(child)).toBe(false), 10_000)
    } finally {
      if (isGroupAlive(child)) process.kill(-(child.pid ?? 0), 'SIGKILL')
    }
  },
  90_000
)

it('refuses a live key in one sentence, without repeating it', async () => {
  const child = start({ STRIPE_API_KEY: 'sk_live_fakefakefake' })
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(child.output()).toMatch(/^STRIPE_API_KEY is a live key: .*\n$/)
  expect(child.output()).not.toContain('fakefakefake')
})
