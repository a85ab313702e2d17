import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashOf } from '../../../scripts/hash'

const here = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What the built page is made from. */
const SOURCES = ['web', 'src/api.ts', 'src/build-page.ts', 'vite.config.ts', 'package.json'].map((path) =>
  join(here, path)
)

/** Written beside the page: what it was built from. */
const STAMP = '.built-from'

const read = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Vite takes the kind of build from the environment, where tests say another one. */
const inProduction = async (work: () => Promise<unknown>): Promise<void> => {
  const { NODE_ENV: before } = process.env
  process.env.NODE_ENV = 'production'
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}

/**
 * The built page's folder. It is built when its sources are not those it was built from; that takes a while, and is told.
 * @throws what Vite says is wrong with the sources
 */
export const buildPage = async (say: (line: string) => void): Promise<string> => {
  const folder = join(here, 'dist')
  const stamp = await hashOf([...SOURCES, join(root, 'package-lock.json')])
  if ((await read(join(folder, STAMP))) === stamp) return folder
  say('Building the page (once; it takes some seconds) …')
  // Loaded only when something is to be built: it is large.
  const { build } = await import('vite')
  await inProduction(() => build({ root: here, configFile: join(here, 'vite.config.ts'), logLevel: 'warn' }))
  await writeFile(join(folder, STAMP), stamp)
  return folder
}
