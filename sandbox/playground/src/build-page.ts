import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { hashOf } from '../../../scripts/hash'

const here = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))

/** What the built page is made from. */
const SOURCES = ['web', 'src/api.ts', 'vite.config.ts', 'package.json'].map((path) => join(here, path))

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
 * The built page's folder. It is built when its sources are not those it was built from; that takes a while, and is told.
 * @throws what Vite says is wrong with the sources
 */
export const buildPage = async (say: (line: string) => void): Promise<string> => {
  const folder = join(here, 'dist')
  if (!existsSync(join(here, 'vite.config.ts'))) return folder
  const stamp = await hashOf([...SOURCES, join(root, 'package-lock.json')])
  if ((await read(join(folder, STAMP))) === stamp) return folder
  say('Building the page (once; it takes some seconds) …')
  // Loaded only when something is to be built: it is large.
  const { build } = await import('vite')
  await build({ root: here, configFile: join(here, 'vite.config.ts'), mode: 'production', logLevel: 'warn' })
  await writeFile(join(folder, STAMP), stamp)
  return folder
}
