import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import definition from '../../../integration/integration.definition'
import { bundle } from '../../../scripts/build'

const load = createRequire(import.meta.url)

/**
 * Parts of the integration as they are in the bundle: other code is bundled in the same way and loaded into this process.
 * @param code exports what is wanted; paths are relative to the integration's folder
 */
export const slim = async <Exports>(code: string): Promise<Exports> => {
  const options = definition.__advanced?.esbuild ?? {}
  const folder = await mkdtemp(join(tmpdir(), 'slim-'))
  try {
    const file = join(folder, 'index.cjs')
    const stdin = {
      contents: code,
      resolveDir: join(import.meta.dirname, '../../../integration'),
      loader: 'ts',
    } as const
    await bundle(file, { ...options, stdin })
    // Whoever asks knows what the code exports.
    return load(file) as Exports
  } finally {
    await rm(folder, { recursive: true })
  }
}
