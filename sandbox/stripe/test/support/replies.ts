import table from '../../src/generated/replies.json' with { type: 'json' }
import { matchOperation } from '../../src/protocol/parameters'
import { API_VERSION } from '../../src/protocol/version'

/**
 * Whether a reply is what Stripe's own types say: every field that must be there is, none is that the types do not know,
 * and each has its type. The table is derived from the pinned `stripe` package (`scripts/derive-replies.ts`).
 */

type Ref = number | { k: string; v?: string[]; of?: Ref | Ref[]; f?: Record<string, Ref>; r?: string[]; t?: string }
type Schema = Exclude<Ref, number>

interface Table {
  shared: readonly Ref[]
  operations: Readonly<Record<string, Ref>>
  objects: Readonly<Record<string, Ref>>
  events: Readonly<Record<string, Ref>>
}

const { shared, operations, objects, events } = table as unknown as Table

/** What was found out, and in how many fields one looked. */
export interface Findings {
  fields: number
  problems: string[]
  /** The fields that were seen with a value, as `customer.address.city`. */
  seen: Set<string>
  /** Objects that a test made up by `trigger`: they are not complete. */
  madeUp: ReadonlySet<string>
}

const resolve = (ref: Ref | undefined): Schema => {
  let schema = ref
  while (typeof schema === 'number') schema = shared[schema]
  if (!schema) throw new Error('The table of replies points at nothing.')
  return schema.k === 't' ? resolve(objects[schema.t ?? '']) : schema
}

type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const DECIMAL = /^-?\d+(\.\d+)?$/

const scalars: Record<string, (value: unknown) => boolean> = {
  s: (value) => typeof value === 'string',
  r: (value) => typeof value === 'string',
  i: Number.isSafeInteger,
  n: Number.isFinite,
  b: (value) => typeof value === 'boolean',
  d: (value) => typeof value === 'string' && DECIMAL.test(value),
  m: (value) => isFields(value) && Object.values(value).every((text) => typeof text === 'string'),
  z: (value) => value === null,
  j: isFields,
}

const short = (value: unknown): string => (JSON.stringify(value) ?? 'undefined').slice(0, 60)

const wanted = ({ k, v }: Schema): string => (k === 'e' ? `one of ${v?.slice(0, 8).join(', ')}` : k)

type Check = (schema: Schema, value: unknown, path: string, findings: Findings) => void

const listOf = (of: Schema['of']): Ref[] => (Array.isArray(of) ? of : of === undefined ? [] : [of])

const compound: Record<string, Check> = {
  e: ({ v = [] }, value, path, { problems }) => {
    if (!v.includes(String(value))) problems.push(`${path}: ${short(value)} is none of ${v.slice(0, 8).join(', ')}`)
  },
  a: ({ of }, value, path, findings) => {
    if (!Array.isArray(value)) findings.problems.push(`${path}: ${short(value)} is no list`)
    else for (const item of value) for (const ref of listOf(of)) check(ref, item, `${path}[]`, findings)
  },
  x: ({ of }, value, path, findings) => {
    if (!isFields(value)) findings.problems.push(`${path}: ${short(value)} is no object`)
    else for (const item of Object.values(value)) for (const ref of listOf(of)) check(ref, item, `${path}.*`, findings)
  },
  u: ({ of }, value, path, findings) => {
    const tries = listOf(of).map((ref) => {
      const one = emptyFindings(findings.madeUp)
      check(ref, value, path, one)
      return { one, fits: isFields(value) === ['o', 'x', 'm', 'j'].includes(resolve(ref).k) }
    })
    const best = tries.sort((a, b) => Number(b.fits) - Number(a.fits) || a.one.problems.length - b.one.problems.length)
    const [first] = best
    if (!first) return
    findings.fields += first.one.fields
    findings.problems.push(...first.one.problems)
    for (const name of first.one.seen) findings.seen.add(name)
  },
  o: ({ f = {}, r = [] }, value, path, findings) => {
    if (!isFields(value)) {
      findings.problems.push(`${path}: ${short(value)} is no object`)
      return
    }
    for (const name of r) if (!Object.hasOwn(value, name)) findings.problems.push(`${path}.${name}: missing`)
    for (const [name, inner] of Object.entries(value)) {
      findings.fields++
      if (inner !== null) findings.seen.add(`${path}.${name}`)
      const ref = Object.hasOwn(f, name) ? f[name] : undefined
      if (ref === undefined) findings.problems.push(`${path}.${name}: unknown, with ${short(inner)}`)
      else check(ref, inner, `${path}.${name}`, findings)
    }
  },
}

const check = (ref: Ref, value: unknown, path: string, findings: Findings): void => {
  const schema = resolve(ref)
  const name = typeof ref === 'object' && ref.k === 't' && ref.t !== undefined ? ref.t : path
  const scalar = scalars[schema.k]
  if (scalar) {
    if (!scalar(value)) findings.problems.push(`${path}: ${short(value)} is not ${wanted(schema)}`)
  } else compound[schema.k]?.(schema, value, name, findings)
  if (isFields(value) && value.object === 'event') checkEvent(value, findings)
}

/** An event's object by the event's type; what changed is a part of the object. */
const checkEvent = ({ type, data, api_version: version }: Fields, findings: Findings): void => {
  const ref = events[String(type)]
  if (ref === undefined || !isFields(data) || version !== API_VERSION) return
  if (isFields(data.object) && findings.madeUp.has(String(data.object.id))) return
  check(ref, data.object, `${type}`, findings)
  if (!isFields(data.previous_attributes)) return
  const { f = {} } = resolve(ref)
  for (const name of Object.keys(data.previous_attributes)) {
    if (!Object.hasOwn(f, name)) findings.problems.push(`${type}.previous_attributes.${name}: unknown`)
  }
}

export const emptyFindings = (madeUp: ReadonlySet<string> = new Set()): Findings => ({
  ...{ fields: 0, problems: [], seen: new Set(), madeUp },
})

/** Checks a reply of success. What the types do not tell of, such as a hosted page, is left out. */
export const checkReply = (method: string, path: string, body: unknown, madeUp?: ReadonlySet<string>): Findings => {
  const findings = emptyFindings(madeUp)
  const template = matchOperation(method, path)?.path
  const ref = template === undefined ? undefined : operations[`${method} ${template}`]
  if (ref !== undefined) check(ref, body, `${method} ${template}`, findings)
  return findings
}

/** The operations that the table tells of. */
export const repliedOperations = (): string[] => Object.keys(operations)
