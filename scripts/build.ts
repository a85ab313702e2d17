import { existsSync } from 'node:fs'
import { readFile, rename, stat, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, type BuildResult, build } from 'esbuild'
import { bundleOptionsWithRedis } from '../integration/bundle/index'
import definition from '../integration/integration.definition'
import { hashOf } from './hash'

const root = fileURLToPath(new URL('..', import.meta.url))
const integration = fileURLToPath(new URL('../integration', import.meta.url))
const shopBot = fileURLToPath(new URL('../examples/shop-bot', import.meta.url))

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
 * Makes a file, unless it was made from the same sources before.
 * @param sources files and folders; what is installed counts too
 */
const makeOnce = async (file: string, sources: string[], make: (file: string) => Promise<unknown>): Promise<void> => {
  const stamp = await hashOf([...sources, `${root}package-lock.json`, fileURLToPath(import.meta.url)])
  const isMade = (await readFile(`${file}.made-from`, 'utf8').catch(() => '')) === stamp
  if (isMade && existsSync(file)) return
  // Whoever loads the bundle meanwhile must never see half of one.
  const part = `${file}.${process.pid}.${Date.now()}`
  await make(part)
  await rename(part, file)
  await writeFile(`${file}.made-from`, stamp)
}

const integrationSources = ['src', 'bundle', 'integration.definition.ts', 'package.json'].map(
  (name) => `${integration}/${name}`
)

/**
 * The bundle that would be deployed, in `integration/dist/index.cjs`, or that with Redis, in `redis.cjs` beside it: the
 * default export has `start(port)`, and `handler` is exported too.
 */
export const buildIntegration = async ({ redis = false } = {}): Promise<{ file: string; bytes: number }> => {
  const file = `${integration}/dist/${redis ? 'redis' : 'index'}.cjs`
  await makeOnce(file, integrationSources, (part) => bundle(part, ...(redis ? [bundleOptionsWithRedis] : [])))
  return { file, bytes: (await stat(file)).size }
}

/** The sample bot's bundle, in `examples/shop-bot/dist/index.cjs`. */
export const buildShopBot = async (): Promise<string> => {
  const file = `${shopBot}/dist/index.cjs`
  const stdin = { ...defaults.stdin, resolveDir: shopBot }
  await makeOnce(file, [shopBot, ...integrationSources], (part) => bundle(part, { absWorkingDir: shopBot, stdin }))
  return file
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { file, bytes } = await buildIntegration({ redis: process.argv.includes('--redis') })
  console.log(`${file}: ${bytes} bytes`)
}
