import table from '../generated/parameters.json' with { type: 'json' }
import { bothOf, ofPart, ofRoute } from './alternatives'
import { undocumented } from './undocumented'

/**
 * Checks request parameters against the table derived from the types of the pinned SDK, and turns their texts into
 * numbers and booleans. Unknown, missing and ill-typed parameters are refused in Stripe's manner.
 */

type Schema =
  | { k: 's' | 'i' | 'n' | 'b' | 'd' | 'm' }
  | { k: 'e'; v: string[] }
  | { k: 'a' | 'x'; of: Ref }
  | { k: 'u'; of: Ref[] }
  | { k: 'o'; f: Record<string, Ref>; r?: string[] }
type Ref = Schema | number

const shared = table.shared as Ref[]
const schemas = new Map<string, Ref>([
  ...Object.entries(table.operations as Record<string, Ref>),
  ...Object.entries(undocumented as unknown as Record<string, Ref>),
])

const resolve = (ref: Ref | undefined): Schema => {
  let schema = ref
  while (typeof schema === 'number') schema = shared[schema]
  if (!schema) throw new Error('The parameter table points at nothing.')
  return schema
}

/** A parameter that Stripe would refuse. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError'

  constructor(
    message: string,
    /** As Stripe writes it: `line_items[0][price]`. */
    readonly param: string | undefined,
    readonly code: string | undefined
  ) {
    super(message)
  }
}

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const inside = (path: string, name: string): string => (path === '' ? name : `${path}[${name}]`)

const listed = (values: readonly string[]): string =>
  values.length < 2 ? (values[0] ?? '') : `${values.slice(0, -1).join(', ')}, or ${values.at(-1)}`

const lastName = (path: string): string => /([^[\]]+)\]?$/.exec(path)?.[1] ?? path

const asText = (value: unknown, path: string): string => {
  if (typeof value === 'string') return value
  throw new ParameterError(`Invalid string: ${JSON.stringify(value)}`, path, undefined)
}

const INTEGER = /^-?\d{1,15}$/
const DECIMAL = /^-?\d+(\.\d+)?$/

const readScalar = (kind: string, value: unknown, path: string): unknown => {
  switch (kind) {
    case 'i':
      if (typeof value === 'string' && INTEGER.test(value)) return Number(value)
      throw new ParameterError(`Invalid integer: ${shown(value)}`, path, 'parameter_invalid_integer')
    case 'n':
      if (typeof value === 'string' && DECIMAL.test(value)) return Number(value)
      throw new ParameterError(`Invalid decimal: ${shown(value)}`, path, undefined)
    case 'd':
      if (typeof value === 'string' && DECIMAL.test(value)) return value
      throw new ParameterError(`Invalid decimal: ${shown(value)}`, path, 'parameter_invalid_decimal')
    case 'b':
      if (value === 'true' || value === 'false') return value === 'true'
      throw new ParameterError(`Invalid boolean: ${shown(value)}`, path, undefined)
    default:
      return asText(value, path)
  }
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const readEnum = ({ v }: { v: string[] }, value: unknown, path: string): string => {
  const text = asText(value, path)
  if (v.includes(text)) return text
  throw new ParameterError(`Invalid ${lastName(path)}: must be one of ${listed(v)}`, path, undefined)
}

/** Arrays beyond what the decoder takes for one arrive as objects with numbers as keys. */
const itemsOf = (value: unknown): unknown[] | undefined => {
  if (Array.isArray(value)) return value
  if (!isFields(value)) return undefined
  const keys = Object.keys(value)
  return keys.every((key) => /^\d+$/.test(key))
    ? keys.sort((a, b) => Number(a) - Number(b)).map((key) => value[key])
    : undefined
}

const readArray = (of: Ref, value: unknown, path: string): unknown[] => {
  const items = itemsOf(value)
  if (!items) throw new ParameterError('Invalid array', path, undefined)
  return items.map((item, index) => read(resolve(of), item, `${path}[${index}]`))
}

const readMap = (value: unknown, path: string): Fields => {
  if (!isFields(value)) throw new ParameterError('Invalid object', path, undefined)
  const entries = Object.entries(value).map(([key, inner]): [string, string] => [key, asText(inner, inside(path, key))])
  return Object.fromEntries(entries)
}

/** The same kind of thing by any name, such as amounts by currency. */
const readNamed = (of: Ref, value: unknown, path: string): Fields => {
  if (!isFields(value)) throw new ParameterError('Invalid object', path, undefined)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, read(resolve(of), inner, inside(path, name))])
  )
}

const refuseUnknown = (names: string[], known: Record<string, Ref>, path: string): void => {
  const unknown = names.filter((name) => !Object.hasOwn(known, name)).map((name) => inside(path, name))
  const [first] = unknown
  if (first === undefined) return
  const s = unknown.length > 1 ? 's' : ''
  throw new ParameterError(`Received unknown parameter${s}: ${unknown.join(', ')}`, first, 'parameter_unknown')
}

/** @param route whose parameters they are, for those of an operation itself */
const refuseBoth = (given: Fields, path: string, route?: string): void => {
  const both = bothOf(route === undefined ? ofPart[partOf(path)] : ofRoute[route], given)
  if (!both) return
  const [first, second] = both.map((name) => inside(path, name))
  throw new ParameterError(`You may only specify one of these parameters: ${first}, ${second}.`, first, undefined)
}

/** `line_items` of `line_items[0]`, `price_data` of `line_items[0][price_data]`. */
const partOf = (path: string): string => lastName(path.replace(/(\[\d+\])+$/, ''))

const readObject = (schema: Extract<Schema, { k: 'o' }>, value: unknown, path: string, route?: string): Fields => {
  if (!isFields(value)) throw new ParameterError('Invalid object', path, undefined)
  refuseUnknown(Object.keys(value), schema.f, path)
  for (const name of schema.r ?? []) {
    if (Object.hasOwn(value, name)) continue
    const param = inside(path, name)
    throw new ParameterError(`Missing required param: ${param}.`, param, 'parameter_missing')
  }
  const entries = Object.entries(value).map(([name, inner]): [string, unknown] => [
    name,
    read(resolve(schema.f[name]), inner, inside(path, name)),
  ])
  refuseBoth(value, path, route)
  return Object.fromEntries(entries)
}

const isStructured = ({ k }: Schema): boolean => k === 'o' || k === 'a' || k === 'm' || k === 'x'

/** The first alternative that takes the value; if none does, what the first of its kind had to say. */
const readUnion = (of: Ref[], value: unknown, path: string): unknown => {
  const schemas = of.map(resolve)
  // A text is never taken for something structured, nor the other way round.
  const same = schemas.filter((schema) => isStructured(schema) === (typeof value === 'object'))
  let problem: unknown
  for (const schema of same.length > 0 ? same : schemas.slice(0, 1)) {
    try {
      return read(schema, value, path)
    } catch (error) {
      problem ??= error
    }
  }
  throw problem
}

const read = (schema: Schema, value: unknown, path: string): unknown => {
  switch (schema.k) {
    case 'e':
      return readEnum(schema, value, path)
    case 'a':
      return readArray(schema.of, value, path)
    case 'u':
      return readUnion(schema.of, value, path)
    case 'o':
      return readObject(schema, value, path)
    case 'm':
      return readMap(value, path)
    case 'x':
      return readNamed(schema.of, value, path)
    default:
      return readScalar(schema.k, value, path)
  }
}

export interface Operation {
  method: string
  /** The template as in the table, such as `/v1/customers/{id}`. */
  path: string
}

/** An operation as the routes name it: `GET /v1/customers/{id}`, whatever the table calls the ID. */
export const plainRoute = (method: string, template: string): string =>
  `${method} ${template.replace(/\{\w+\}/g, '{id}')}`

/**
 * The parameters of an operation, checked and turned into what they mean.
 * @param raw decoded form or query; every leaf is a text
 * @param more fields that the operation takes besides
 * @throws {ParameterError}
 */
export const checkParameters = ({ method, path }: Operation, raw: Fields, more?: Record<string, Schema>): Fields => {
  const schema = resolve(schemas.get(`${method} ${path}`))
  if (schema.k !== 'o') throw new Error(`The parameters of ${method} ${path} are no object.`)
  return readObject(
    more ? { ...schema, f: { ...schema.f, ...more } } : schema,
    { ...raw },
    '',
    plainRoute(method, path)
  )
}

/** Every operation of the table. */
export const operations = (): Operation[] =>
  [...schemas.keys()].map((key) => {
    const [method = '', path = ''] = key.split(' ')
    return { method, path }
  })

interface Node {
  literal: Map<string, Node>
  placeholder?: { name: string; node: Node }
  template?: string
}

const emptyNode = (): Node => ({ literal: new Map() })

/** The templates as a tree of path segments, one for each method. */
const buildTrees = (): Map<string, Node> => {
  const trees = new Map<string, Node>()
  for (const { method, path } of operations()) {
    let node = trees.get(method) ?? emptyNode()
    trees.set(method, node)
    for (const segment of path.split('/').slice(1)) {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1]
      const next: Node = (name ? node.placeholder?.node : node.literal.get(segment)) ?? emptyNode()
      if (name) node.placeholder ??= { name, node: next }
      else node.literal.set(segment, next)
      node = next
    }
    node.template = path
  }
  return trees
}

const trees = buildTrees()

const walk = (node: Node, segments: string[], ids: string[]): { template: string; ids: string[] } | undefined => {
  const [segment, ...rest] = segments
  if (segment === undefined) return node.template === undefined ? undefined : { template: node.template, ids }
  const literal = node.literal.get(segment)
  const found = literal && walk(literal, rest, ids)
  if (found || !node.placeholder || segment === '') return found
  return walk(node.placeholder.node, rest, [...ids, segment])
}

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment // Not an encoded text; no object has such an ID.
  }
}

/** The operation a concrete path belongs to, and the IDs in it; names win over placeholders. */
export const matchOperation = (method: string, path: string): { path: string; ids: string[] } | undefined => {
  const tree = trees.get(method)
  const found = tree && walk(tree, path.split('/').slice(1), [])
  return found && { path: found.template, ids: found.ids.map(decode) }
}
