import { readFileSync } from 'node:fs'
import { transform } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { withoutTexts } from '../../bundle/texts'
import { sourceFiles, withoutTextsByCompiler } from '../support/typescript'

describe('withoutTexts', () => {
  it.each([
    [`z.string().title('A').describe("B").optional()`, 'z.string().optional()'],
    [`z\n  .string()\n  .title('A')\n  .describe(\n    'B'\n  )`, 'z\n  .string()\n  \n  '],
    [`z.string().describe(\`1 to \${MOST}\`)`, 'z.string()'],
    ['z.string().title(title)', 'z.string().title(title)'],
    [`z.string().title('A' + b)`, `z.string().title('A' + b)`],
    [`'call .title("A")'`, `'call .title("A")'`],
    [`// .title('A')`, `// .title('A')`],
    [`defineAction({ title: 'A', input, examples: [{ title: 'B', input: {} }] })`, 'defineAction({ input,})'],
    [`defineAction({\n  title: 'A',\n  description:\n    'B',\n  input,\n})`, 'defineAction({\n  input,\n})'],
    [`on('a.b', { title: 'A', description: \`B\` })`, `on('a.b', {})`],
    [`emitter.on('a', { title: 'A' })`, `emitter.on('a', { title: 'A' })`],
    [`create({ title: 'A', description: 'B' })`, `create({ title: 'A', description: 'B' })`],
    [`defineAction({ input: { title: 'A' } })`, `defineAction({ input: { title: 'A' } })`],
    [`idInput('A', 'cus_', 'B').optional()`, `idInput('','','').optional()`],
    [`idInput(a, \`b\`)`, `idInput(a,'')`],
  ])('%s', (code, expected) => expect(withoutTexts(code)).toBe(expected))
})

describe('every source of the integration', () => {
  const plain = async (code: string) =>
    (await transform(code, { loader: 'ts', minifyWhitespace: true, minifySyntax: true })).code

  it.each(sourceFiles())('%s: the compiler would leave out exactly the same', async (file) => {
    const code = readFileSync(file, 'utf8')
    expect(await plain(withoutTexts(code))).toBe(await plain(withoutTextsByCompiler(code)))
  })
})
