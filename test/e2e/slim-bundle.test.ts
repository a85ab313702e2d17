import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transforms, type z } from '@botpress/sdk'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import definition from '../../integration/integration.definition'
import * as actions from '../../integration/src/actions/index'
import { allEvents } from '../../integration/src/events/index'
import { bundle } from '../../scripts/build'
import { slim } from './support/slim'

const integration = fileURLToPath(new URL('../../integration', import.meta.url))
let folder: string
let file: string
let inputs: Record<string, { bytesInOutput: number }>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'))
  file = join(folder, 'index.cjs')
  const { metafile } = await bundle(file, { ...definition.__advanced?.esbuild, metafile: true })
  inputs = Object.values(metafile?.outputs ?? {})[0]?.inputs ?? {}
})
afterAll(() => rm(folder, { recursive: true }))

describe('the size of the bundle', () => {
  it('is at most 850 KB with eleven actions, and 4 KB more for each further one', async () => {
    const { size } = await stat(file)
    expect(size).toBeLessThanOrEqual(850_000 + 4_000 * (Object.keys(actions).length - 11))
  })

  it('no action takes more than 4 KB', () => {
    const sizes = Object.entries(inputs).filter(([name]) => /^src\/actions\/(?!index)/.test(name))
    expect(sizes).toHaveLength(Object.keys(actions).length)
    expect(sizes.filter(([, { bytesInOutput }]) => bytesInOutput > 4_000)).toEqual([])
  })

  it.each(['mime-db', 'semver/classes', 'stripe/esm/resources/Treasury/FinancialAccounts'])(
    '%s is not in it',
    (part) => {
      const found = Object.entries(inputs).filter(
        ([name, { bytesInOutput }]) => name.includes(part) && bytesInOutput > 50
      )
      expect(found).toEqual([])
    }
  )

  it('no description is in it', () => {
    const code = readFileSync(file, 'utf8')
    const described = [...Object.values(actions), ...Object.values(allEvents)].map(({ description }) => description)
    const schemas = Object.values(actions).flatMap(({ input, output }) => [input, output])
    const fields = schemas.flatMap((schema) =>
      JSON.stringify(transforms.toJSONSchema(schema)).match(/(?<="description":")[^"]+/g)
    )
    // Others are written with escapes.
    const texts = [...described, ...fields].filter((text) => text && /^[\w .,:;()]{20,}$/.test(text))
    expect(texts.length).toBeGreaterThan(100)
    expect(texts.filter((text) => code.includes(String(text)))).toEqual([])
  })

  it('loading it loads neither the HTTP client behind fetch nor HTTP/2', () => {
    const script = 'require(process.argv[1]); console.log(process.moduleLoadList.join())'
    const loaded = String(execFileSync(process.execPath, ['-e', script, file]))
    expect(loaded).toContain('NativeModule https')
    expect(loaded).not.toMatch(/undici\/undici|NativeModule http2/)
  })

  it("Botpress' tool, which evaluates the definition in memory, makes the same bundle", async () => {
    const { outputFiles } = await build({
      ...{ entryPoints: [join(integration, 'integration.definition.ts')], bundle: true, write: false },
      ...{ platform: 'node', target: 'es2020', keepNames: true, logLevel: 'silent' },
    })
    const module = { exports: { default: definition } }
    new Function('module', 'exports', 'require', outputFiles[0]?.text ?? '')(module, module.exports, require)
    const { default: evaluated } = module.exports
    expect(evaluated).not.toBe(definition)
    const other = join(folder, 'other.cjs')
    await bundle(other, evaluated.__advanced?.esbuild)
    expect(readFileSync(other, 'utf8')).toBe(readFileSync(file, 'utf8'))
  })
})

describe('the schemas in the bundle', () => {
  type Schemas = Record<string, z.AnyZodObject>
  const schemasOf = (from: { actions: typeof actions; allEvents: typeof allEvents }): Schemas =>
    Object.fromEntries([
      ...Object.entries(from.actions).flatMap(([name, { input, output }]) => [
        [`${name}.input`, input],
        [`${name}.output`, output],
      ]),
      ...Object.entries(from.allEvents).map(([name, { payload }]) => [name, payload]),
    ])

  /** A JSON schema without titles and descriptions. Names of fields are no keywords. */
  const plain = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(plain)
    if (typeof schema !== 'object' || schema === null) return schema
    const { description: _, 'x-zui': zui, ...rest } = Object.fromEntries(Object.entries(schema))
    const { title: __, displayAs: ___, placeholder: ____, ...more } = Object(zui)
    const entries = Object.entries(rest).map(([key, value]) =>
      key === 'properties'
        ? [key, Object.fromEntries(Object.entries(Object(value)).map(([name, field]) => [name, plain(field)]))]
        : [key, plain(value)]
    )
    return { ...Object.fromEntries(entries), ...(Object.keys(more).length > 0 && { 'x-zui': more }) }
  }

  it('are those of the sources but for their texts', async () => {
    const inBundle = await slim<{
      actions: typeof actions
      allEvents: typeof allEvents
      transforms: typeof transforms
    }>(
      `export * as actions from './src/actions/index'
      export { allEvents } from './src/events/index'
      export { transforms } from '@botpress/sdk'`
    )
    const [slimmed, whole] = [schemasOf(inBundle), schemasOf({ actions, allEvents })]
    expect(Object.keys(slimmed)).toEqual(Object.keys(whole))
    for (const [name, schema] of Object.entries(whole)) {
      const slimSchema = inBundle.transforms.toJSONSchema(slimmed[name] ?? schema)
      expect(plain(slimSchema), name).toEqual(plain(transforms.toJSONSchema(schema)))
      expect(JSON.stringify(slimSchema), name).not.toMatch(/"(?:title|description)":"[^"]/)
    }
  })
})

describe('the libraries in the bundle', () => {
  it('axios sends a form with a file: `FormData` is that of the platform', async () => {
    const { axios } = await slim<{ axios: { postForm(url: string, form: object): Promise<{ data: string }> } }>(
      `export const axios = require('axios')`
    )
    const server = createServer((request, response) => request.pipe(response)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = Object(server.address())
    const { data } = await axios.postForm(`http://127.0.0.1:${port}`, { name: 'a', file: Buffer.from('content') })
    server.close()
    expect(data).toMatch(/name="name"\r\n\r\na\r\n/)
    expect(data).toMatch(/name="file"; filename="[^"]*"[\s\S]*content/)
  })

  it('what is not in it says so when it is used', async () => {
    const { Stripe, semver } = await slim<{
      Stripe: new (key: string) => never
      semver: { major(version: string): number }
    }>(`export { default as Stripe } from 'stripe'; export const semver = require('semver')`)
    const stripe = Object(new Stripe('sk_test_fake'))
    expect(() => stripe.treasury.transactions.list()).toThrow('stripe.….transactions is not in this bundle')
    expect(() => stripe.topups.create({})).toThrow('stripe.….create is not in this bundle')
    expect(() => semver.major('1.0.0')).toThrow('semver is not in this bundle')
  })
})
