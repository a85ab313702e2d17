import { createHash, type Hash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

const LEFT_OUT = new Set(['node_modules', 'dist', 'test'])

const addFile = async (hash: Hash, path: string): Promise<void> => {
  hash
    .update(path)
    .update('\0')
    .update(await readFile(path))
    .update('\0')
}

const add = async (hash: Hash, path: string): Promise<void> => {
  if ((await stat(path)).isFile()) return addFile(hash, path)
  const names = (await readdir(path)).filter((name) => !LEFT_OUT.has(name)).sort()
  for (const name of names) await add(hash, join(path, name))
}

/**
 * A name for the content of files and folders: the same name, the same content. What is installed, built or a test is left
 * out.
 */
export const hashOf = async (paths: readonly string[]): Promise<string> => {
  const hash = createHash('sha256')
  for (const path of paths) await add(hash, path)
  return hash.digest('hex')
}
