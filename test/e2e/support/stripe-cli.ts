import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripeCli } from '../../../scripts/stripe-cli'
import { testKey } from './world'

/** Takes connections to the world outside and refuses them all, remembering where to. */
const serveRefusal = async () => {
  const refused: string[] = []
  const server = createServer((request, response) => {
    refused.push(request.url ?? '')
    response.writeHead(502).end()
  })
  server.on('connect', ({ url }, socket) => {
    refused.push(url ?? '')
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const close = () => new Promise((resolve) => server.close(resolve))
  return { url: `http://127.0.0.1:${port}`, refused, close }
}

/**
 * Stripe's command-line tool, in a home of its own. Whatever it wants from another machine goes through a proxy that
 * refuses it; 127.0.0.1 is reached without one.
 */
export const createStripeCli = async (apiBase: string) => {
  const home = await mkdtemp(join(tmpdir(), 'stripe-cli-'))
  const proxy = await serveRefusal()
  const env = {
    ...{ HOME: home, USERPROFILE: home, STRIPE_CLI_TELEMETRY_OPTOUT: '1', STRIPE_API_KEY: testKey() },
    ...{ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url },
  }
  const run = (...args: string[]): Promise<string> =>
    new Promise((resolve) => {
      execFile(stripeCli(), args, { env, timeout: 20_000 }, (_, out, error) => resolve(`${out}${error}`))
    })
  return {
    /** Makes an event of this name happen. @returns what the tool printed */
    trigger: (name: string) => run('trigger', name, '--api-base', apiBase),
    /** Any command of it, at the embedded Stripe. @returns what the tool printed */
    run: (...args: string[]) => run(...args, '--api-base', apiBase),
    /** Lets it hand on all events to an address, signed with the secret that it says. */
    listen: (url: string) => {
      const child = spawn(stripeCli(), ['listen', '--forward-to', url, '--skip-update', '--api-base', apiBase], { env })
      const secret = new Promise<string>((resolve, reject) => {
        let said = ''
        const hear = (part: Buffer) => {
          said += String(part)
          const found = /whsec_\w+/.exec(said)?.[0]
          if (found) resolve(found)
        }
        child.stdout.on('data', hear)
        child.stderr.on('data', hear)
        child.once('exit', () => reject(new Error(`stripe listen ended: ${said}`)))
      })
      return { secret, stop: () => child.kill() }
    },
    /** The names it has. */
    triggers: async () =>
      [...(await run('trigger', '--help')).matchAll(/^ {2}([a-z_0-9]+(?:\.[a-z_0-9]+)+)$/gm)].map(
        ([, name = '']) => name
      ),
    /** Where else it wanted to go. */
    refused: proxy.refused,
    close: async () => {
      await proxy.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

export type StripeCli = Awaited<ReturnType<typeof createStripeCli>>
