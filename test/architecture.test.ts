import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !/node_modules|\/dist\/|\/generated\//.test(file))

/** The modules a file imports, with whether only types are. */
const importsOf = (file: string): Array<{ from: string; types: boolean }> => {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern = /^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm
  return [...text.matchAll(pattern)].map(([, type, from, bare]) => ({ from: from ?? bare ?? '', types: Boolean(type) }))
}

const deployed = [
  'integration/integration.definition.ts',
  ...filesBelow('integration/bundle'),
  ...filesBelow('integration/src'),
]

describe('what is deployed', () => {
  it('imports only itself and what its package.json lists', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'integration/package.json'), 'utf8'))
    for (const file of deployed) {
      for (const { from } of importsOf(file)) {
        if (from.startsWith('node:')) continue
        if (from.startsWith('.')) {
          expect(relative(join(root, 'integration'), resolve(root, dirname(file), from))).not.toMatch(/^\.\./)
        } else {
          expect(Object.keys(dependencies), `${file} imports ${from}`).toContain(from)
        }
      }
    }
  })

  it("runs Stripe's code in two files only", () => {
    const importers = deployed.filter((file) => importsOf(file).some(({ from, types }) => from === 'stripe' && !types))
    expect(importers).toEqual(['integration/src/gateway/index.ts', 'integration/src/webhook/verify.ts'])
  })

  it('reads the environment in one file only', () => {
    const readers = deployed.filter((file) => readFileSync(join(root, file), 'utf8').includes('process.env'))
    expect(readers).toEqual(['integration/src/index.ts'])
  })

  it('reads the time and random numbers in two files only', () => {
    const readers = deployed.filter((file) =>
      /Date\.now|new Date\(\)|Math\.random|setTimeout/.test(readFileSync(join(root, file), 'utf8'))
    )
    expect(readers).toEqual(['integration/src/clock.ts', 'integration/src/index.ts'])
  })

  it('logs through its logger only', () => {
    for (const file of deployed) expect(readFileSync(join(root, file), 'utf8'), file).not.toMatch(/console\./)
  })
})

describe('the registries', () => {
  const files = readdirSync(join(root, 'integration/src/actions')).filter((file) => file !== 'index.ts')

  it('every action file is registered by one line', () => {
    const index = readFileSync(join(root, 'integration/src/actions/index.ts'), 'utf8')
    const lines = files.map((file) => {
      const module = file.replace(/\.ts$/, '')
      const name = module.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      return `export { ${name} } from './${module}'`
    })
    expect(index.split('\n').filter((line) => line.startsWith('export'))).toEqual(lines.sort())
  })

  it('every step of the sample bot is registered by one line', () => {
    const folder = 'examples/shop-bot/src/dialogue'
    const index = readFileSync(join(root, folder, 'index.ts'), 'utf8')
    const [, list = ''] = /readonly Step\[\] = \[([^\]]*)\]/.exec(index) ?? []
    const steps = filesBelow(folder).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/^export const (\w+): Step = /gm)].map(([, name]) => name)
    )
    expect(list.match(/\w+/g)?.sort()).toEqual(steps.sort())
  })

  it('every action has a test of its own', () => {
    const tests = readdirSync(join(root, 'integration/test/actions'))
    expect(tests).toEqual(expect.arrayContaining(files.map((file) => file.replace(/\.ts$/, '.test.ts'))))
  })
})

describe('the sample bot', () => {
  const bot = filesBelow('examples/shop-bot/src')

  it('imports only itself and what its package.json lists', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'examples/shop-bot/package.json'), 'utf8'))
    for (const file of bot) {
      for (const { from } of importsOf(file)) {
        if (from.startsWith('.')) {
          expect(relative(join(root, 'examples/shop-bot'), resolve(root, dirname(file), from))).not.toMatch(/^\.\./)
        } else {
          const name = from.split('/').slice(0, 2).join('/')
          expect(Object.keys(dependencies), `${file} imports ${from}`).toContain(name)
        }
      }
    }
  })

  it('says nothing that is not in its texts, and logs nothing', () => {
    for (const file of bot) {
      const source = readFileSync(join(root, file), 'utf8')
      expect(source, file).not.toMatch(/console\./)
      if (!file.endsWith('/texts.ts')) expect(source, file).not.toMatch(/(?:text|choice|link)\(['"`]/)
    }
  })
})

describe('the repository', () => {
  it('no source file is longer than 300 lines', () => {
    const sources = ['integration', 'sandbox', 'examples', 'scripts']
      .flatMap(filesBelow)
      .filter((file) => !/\/test\//.test(file))
    const long = sources.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 301)
    expect(long).toEqual([])
  })

  it('listens on loopback only', () => {
    for (const file of ['sandbox', 'examples', 'scripts']
      .flatMap(filesBelow)
      .filter((name) => !/\/test\//.test(name))) {
      expect(readFileSync(join(root, file), 'utf8'), file).not.toMatch(/0\.0\.0\.0|hostname: '(?!127\.0\.0\.1)/)
    }
  })
})
