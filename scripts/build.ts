import { rename, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, type BuildResult, build } from 'esbuild'
import definition from '../integration/integration.definition'

const integration = fileURLToPath(new URL('../integration', import.meta.url))

/** How Botpress' command-line tool bundles any integration. What its definition says comes on top. */
const defaults = {
  stdin: {
    contents: "import x from './src/index'; export default x; export const handler = x.handler;",
    resolveDir: integration,
    loader: 'ts',
  },
  absWorkingDir: integration,
  bundle: true,
  platform: 'node',
  target: 'es2020',
  minify: true,
  keepNames: true,
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'silent',
  logOverride: { 'equals-negative-zero': 'silent' },
} as const

/** Bundles the integration as Botpress' command-line tool does. */
export const bundle = (
  outfile: string,
  options: BuildOptions = definition.__advanced?.esbuild ?? {}
): Promise<BuildResult> => build({ ...defaults, outfile, ...options })

/**
 * The bundle that would be deployed, in `integration/dist/index.cjs`: the default export has `start(port)`, and
 * `handler` is exported too.
 */
export const buildIntegration = async (): Promise<{ file: string; bytes: number }> => {
  const file = `${integration}/dist/index.cjs`
  // Whoever loads the bundle meanwhile must never see half of one.
  const part = `${file}.${process.pid}.${Date.now()}`
  await bundle(part)
  await rename(part, file)
  return { file, bytes: (await stat(file)).size }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { file, bytes } = await buildIntegration()
  console.log(`${file}: ${bytes} bytes`)
}
