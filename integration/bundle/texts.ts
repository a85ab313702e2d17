import { readFileSync } from 'node:fs'
import { closing, MASKED, mask, partsOf } from './mask'
import { type Plugin, sourcesOf } from './plugin'

/**
 * Titles, descriptions and examples are for the definition; the code that runs never reads them. They stay out of the
 * bundle that runs: `.title('…')`, `.describe('…')` and `.placeholder('…')` of schemas, the texts of actions and events,
 * and the texts given to the functions that make an input.
 */
const CHAINED = /\.(?:title|describe|placeholder)\(/g
/** Functions that take an object, and which of its properties are texts. */
const DESCRIBED: Record<string, string[]> = {
  defineAction: ['title', 'description', 'examples'],
  on: ['title', 'description'],
  ownEvent: ['title', 'description'],
  settled: ['title', 'description'],
}
/** Functions whose texts are arguments. */
const SPOKEN = ['idInput', 'httpsInput']

/** What stands from `start` to `end` is to be replaced by `by`. */
type Change = [start: number, end: number, by: string]

const LITERAL = new RegExp(`^[\\s${MASKED}]*${MASKED}[\\s${MASKED}]*,?\\s*$`)

/** Where functions of these names are called, and where the brackets of each call open. */
const callsOf = (masked: string, names: string[]): Array<[name: string, open: number]> => {
  const pattern = new RegExp(`(?<![.\\w$])(${names.join('|')})\\(`, 'g')
  return [...masked.matchAll(pattern)].map(({ 0: text, 1: name = '', index }) => [name, index + text.length - 1])
}

const chained = (masked: string): Change[] =>
  [...masked.matchAll(CHAINED)].flatMap(({ 0: text, index }): Change[] => {
    const end = closing(masked, index + text.length - 1)
    return LITERAL.test(masked.slice(index + text.length, end)) ? [[index, end + 1, '']] : []
  })

const described = (masked: string): Change[] =>
  callsOf(masked, Object.keys(DESCRIBED)).flatMap(([name, open]) =>
    partsOf(masked, open)
      .map(([start, end]) => start + (/^\s*\{/.exec(masked.slice(start, end))?.[0].length ?? 0) - 1)
      .filter((brace) => masked[brace] === '{')
      .flatMap((brace) => partsOf(masked, brace))
      .filter(([start, end]) => {
        const property = /^[\s\0]*(\w+):/.exec(masked.slice(start, end))?.[1]
        return property !== undefined && DESCRIBED[name]?.includes(property)
      })
      .map(([start, end]): Change => [start, end, ''])
  )

const spoken = (masked: string): Change[] =>
  callsOf(masked, SPOKEN).flatMap(([, open]) =>
    partsOf(masked, open)
      .filter(([start, end]) => LITERAL.test(masked.slice(start, end)))
      .map(([start, end]): Change => [start, masked[end - 1] === ',' ? end - 1 : end, "''"])
  )

/** A source file of the integration without the texts that only its definition needs. */
export const withoutTexts = (code: string): string => {
  const masked = mask(code)
  // From the last to the first, so that places stay right; a change within another one is part of it.
  const changes = [...chained(masked), ...described(masked), ...spoken(masked)].sort(([a], [b]) => a - b)
  let [result, done] = ['', 0]
  for (const [start, end, by] of changes) {
    if (start < done) continue
    result += code.slice(done, start) + by
    done = end
  }
  return result + code.slice(done)
}

/** Leaves the texts out of the sources of the integration. */
export const texts: Plugin = {
  name: 'without texts',
  setup: (build) => {
    const sources = sourcesOf(build)
    build.onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path }) =>
      path.startsWith(sources) ? { contents: withoutTexts(readFileSync(path, 'utf8')), loader: 'ts' } : undefined
    )
  },
}
