import { rename, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const integration = fileURLToPath(new URL('../integration', import.meta.url))

/**
 * Bundles the integration as Botpress' command-line tool does, into `integration/dist/index.cjs`: the default export
 * has `start(port)`, and `handler` is exported too.
 */
export const buildIntegration = async (): Promise<{ file: string; bytes: number }> => {
  const file = `${integration}/dist/index.cjs`
  // Whoever loads the bundle meanwhile must never see half of one.
  const part = `${file}.${process.pid}.${Date.now()}`
  await build({
    stdin: {
      contents: "import x from './src/index'; export default x; export const handler = x.handler;",
      resolveDir: integration,
    },
    outfile: part,
    bundle: true,
    platform: 'node',
    target: 'es2020',
    minify: true,
    keepNames: true,
    sourcemap: false,
    legalComments: 'none',
    logLevel: 'silent',
    absWorkingDir: integration,
  })
  await rename(part, file)
  return { file, bytes: (await stat(file)).size }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { file, bytes } = await buildIntegration()
  console.log(`${file}: ${bytes} bytes`)
}
