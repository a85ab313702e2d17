import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** A folder for built bundles, and its removal. */
export const bundleFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'greeter-'))

  /** Bundles an integration or a bot as Botpress' tool does. */
  const bundle = async (name: string): Promise<string> => {
    const outfile = join(folder, `${name}.cjs`)
    const resolveDir = fileURLToPath(new URL('.', import.meta.url))
    await build({
      stdin: {
        contents: `import x from './${name}'; export default x; export const handler = x.handler;`,
        resolveDir,
      },
      ...{ outfile, bundle: true, platform: 'node', target: 'es2020', logLevel: 'silent' },
    })
    return outfile
  }

  return {
    buildGreeter: () => bundle('integration'),
    buildBot: () => bundle('bot'),
    /** Writes a bundle by hand. */
    async write(name: string, text: string): Promise<string> {
      const file = join(folder, name)
      await writeFile(file, text)
      return file
    },
    remove: () => rm(folder, { recursive: true }),
  }
}
