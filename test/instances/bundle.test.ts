import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bundleOptions, bundleOptionsWithRedis } from '../../integration/bundle/index'
import definition from '../../integration/integration.definition'
import { bundle } from '../../scripts/build'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundles-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** What is in a bundle: the bytes of each source file. */
const contentsOf = async (name: string, options: typeof bundleOptions) => {
  const file = join(folder, name)
  const { metafile } = await bundle(file, { ...options, metafile: true })
  const inputs = Object.entries(Object.values(metafile?.outputs ?? {})[0]?.inputs ?? {})
  const ofRedis = inputs.filter(([path]) => /ioredis|denque|shared[\\/]redis/.test(path))
  return { code: readFileSync(file, 'utf8'), ofRedis: ofRedis.map(([, { bytesInOutput }]) => bytesInOutput) }
}

it('the bundle that is deployed by default holds nothing of Redis', async () => {
  expect(definition.__advanced?.esbuild).toBe(bundleOptions)
  const { code, ofRedis } = await contentsOf('default.cjs', bundleOptions)
  expect(ofRedis.filter((bytes) => bytes > 0)).toEqual([])
  expect(code).not.toMatch(/ioredis|zremrangebyscore|WRONGPASS/i)
})

it('the bundle with Redis is larger by the client and its scripts, and by nothing else', async () => {
  const [without, withRedis] = [
    await contentsOf('without.cjs', bundleOptions),
    await contentsOf('with.cjs', bundleOptionsWithRedis),
  ]
  const bytes = withRedis.ofRedis.reduce((sum, each) => sum + each, 0)
  const added = withRedis.code.length - without.code.length
  expect(bytes).toBeGreaterThan(100_000)
  expect(added).toBeLessThan(215_000)
  expect(withRedis.code).toContain('WRONGPASS')
})

it('the sentence of a bundle without Redis is for those who set REDIS_URL', async () => {
  const { code } = await contentsOf('default.cjs', bundleOptions)
  expect(code).toContain('this bundle was built without Redis')
})
