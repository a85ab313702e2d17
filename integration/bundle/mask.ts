/** Stands for each character of a literal or comment. It cannot stand in a source file. */
export const MASKED = '\0'

/** After these a slash begins a regular expression; after anything else it divides. */
const BEFORE_PATTERN =
  /(?:^|[(,=:[!&|?{;+\-*%~^<>]|\b(?:return|typeof|case|in|of|void|delete|throw|new|do|else|await|yield))\s*$/

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const STRING = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y
const PATTERN = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y

const endOf = (pattern: RegExp, code: string, start: number): number | undefined => {
  pattern.lastIndex = start
  return pattern.test(code) ? pattern.lastIndex : undefined
}

const unended = (what: string, start: number) => new Error(`The ${what} at character ${start} does not end.`)

/** Where the template ends that begins at `start`. What stands in `${…}` may hold templates of its own. */
const endOfTemplate = (code: string, start: number): number => {
  for (let index = start + 1; index < code.length; index++) {
    if (code[index] === '\\') index++
    else if (code[index] === '`') return index + 1
    else if (code.startsWith('${', index)) index += scan(code, index + 2, true).length + 2
  }
  throw unended('template', start)
}

/** Where the literal ends that begins at `start`, or undefined when none does. */
const endOfLiteral = (code: string, start: number, before: string): number | undefined => {
  const character = code[start] ?? ''
  if (character === '`') return endOfTemplate(code, start)
  const isPattern = character === '/' && BEFORE_PATTERN.test(before)
  if (!isPattern && !['"', "'"].includes(character)) return undefined
  const end = endOf(isPattern ? PATTERN : STRING, code, start)
  if (end === undefined) throw unended(isPattern ? 'regular expression' : 'string', start)
  return end
}

/** The masked code from `start` to its end, or, within a template, up to the bracket that ends the expression. */
const scan = (code: string, start: number, inTemplate: boolean): string => {
  let [masked, before, depth] = ['', '', 0]
  while (start + masked.length < code.length) {
    const index = start + masked.length
    const comment = endOf(COMMENT, code, index)
    const end = comment ?? endOfLiteral(code, index, before.slice(-20))
    const character = code[index] ?? ''
    if (inTemplate && end === undefined) {
      if (character === '{') depth++
      if (character === '}' && depth-- === 0) return masked
    }
    masked += end === undefined ? character : MASKED.repeat(end - index)
    before += comment !== undefined ? ' ' : end === undefined ? character : '0'
  }
  if (inTemplate) throw unended('expression', start)
  return masked
}

/**
 * TypeScript of the same length in which every character of a literal or comment is `MASKED`: what is found in it is code.
 * @throws for a literal that does not end
 */
export const mask = (code: string): string => scan(code, 0, false)

/** Where the brackets are closed that are opened at `open`. */
export const closing = (masked: string, open: number): number => {
  let depth = 0
  for (let index = open; index < masked.length; index++) {
    if ('([{'.includes(masked[index] ?? '')) depth++
    else if (')]}'.includes(masked[index] ?? '') && --depth === 0) return index
  }
  throw unended('bracket', open)
}

/** The parts between commas of what stands in the brackets that are opened at `open`, each with its comma. */
export const partsOf = (masked: string, open: number): Array<[start: number, end: number]> => {
  const end = closing(masked, open)
  const parts: Array<[number, number]> = []
  let start = open + 1
  for (let index = start; index < end; index++) {
    if ('([{'.includes(masked[index] ?? '')) index = closing(masked, index)
    else if (masked[index] === ',') {
      parts.push([start, index + 1])
      start = index + 1
    }
  }
  if (masked.slice(start, end).trim()) parts.push([start, end])
  return parts
}
