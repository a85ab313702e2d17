import { execFile } from 'node:child_process'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { hashOf } from '../../../scripts/hash'

const here = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What the built page is made from. */
const SOURCES = ['web', 'src/api.ts', 'src/build-page.ts', 'vite.config.ts', 'package.json'].map((path) =>
  join(here, path)
)

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
const runVite = (outDir: string): Promise<unknown> =>
  promisify(execFile)(process.execPath, [vite, 'build', here, '--logLevel', 'warn', '--outDir', outDir], {
    env: { ...process.env, NODE_ENV: 'production' },
  })

const swap = async (part: string, folder: string): Promise<void> => {
  await rm(folder, { recursive: true, force: true })
  try {
    await rename(part, folder)
  } catch {
    // Somebody else has built it in the same moment.
    await rm(part, { recursive: true, force: true })
  }
}

/**
 * The built page's folder. It is built when its sources are not those it was built from; that takes a while, and is told.
 * @throws what Vite says is wrong with the sources
 */
export const buildPage = async (say: (line: string) => void): Promise<string> => {
  const folder = join(here, 'dist/page')
  const stamp = await hashOf([...SOURCES, join(root, 'package-lock.json')])
  if ((await read(join(folder, STAMP))) === stamp) return folder
  say('Building the page (once; it takes some seconds) …')
  // Whoever serves the page meanwhile must never see half of one.
  const part = join(here, `dist/${process.pid}`)
  await runVite(part)
  await writeFile(join(part, STAMP), stamp)
  await swap(part, folder)
  return folder
}
