import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { hashOf } from '../../../scripts/hash'

const here = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What the built page is made from. */
const SOURCES = ['web', 'src/api.ts', 'vite.config.ts', 'package.json'].map((path) => join(here, path))

const vite = join(root, 'node_modules/vite/bin/vite.js')

/** Written beside the page: what it was built from. */
const STAMP = '.built-from'

const read = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * In a process of its own: what NODE_ENV is here (a test runner sets it) would decide which React is built in, and what Vite
 * needs is freed when it is done.
 */
const runVite = (): Promise<unknown> =>
  promisify(execFile)(process.execPath, [vite, 'build', here, '--logLevel', 'warn'], {
    env: { ...process.env, NODE_ENV: 'production' },
  })

/**
 * The built page's folder. It is built when its sources are not those it was built from; that takes a while, and is told.
 * @throws what Vite says is wrong with the sources
 */
export const buildPage = async (say: (line: string) => void): Promise<string> => {
  const folder = join(here, 'dist')
  if (!existsSync(join(here, 'vite.config.ts'))) return folder
  const stamp = await hashOf([...SOURCES, join(root, 'package-lock.json')])
  if ((await read(join(folder, STAMP))) === stamp) return folder
  say('Building the page (once; it takes some seconds) …')
  await runVite()
  await writeFile(join(folder, STAMP), stamp)
  return folder
}
