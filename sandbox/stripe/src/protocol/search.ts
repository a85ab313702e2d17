import type { Call } from '../sandbox'
import type { Store, StoredObject } from '../store'
import { invalid } from './errors'
import { limitOf } from './lists'

/**
 * Stripe's search language. @see docs.stripe.com/search
 */
type Operator = ':' | '~' | '>' | '<' | '>=' | '<='

interface Clause {
  negated: boolean
  field: string
  operator: Operator
  value: string | null
}

/** What a field is, and so how it can be searched. */
export type FieldKind = 'text' | 'token' | 'number'
export type SearchFields = Record<string, FieldKind>

const MOST_CLAUSES = 10
const SHORTEST_SUBSTRING = 3

const CLAUSE =
  /^(-?)([a-z_][a-z0-9_.]*(?:\[(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\])?)\s*(:|~|>=|<=|>|<)\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|null\b|-?\d+(?:\.\d+)?)/i

const malformed = (query: string, position: number): Error =>
  invalid(
    `We were unable to parse your search query. Try using the format \`metadata["key"]:"value"\` to query for metadata or key:"value" to query for other fields. (near position ${position} of ${query.length})`,
    'query'
  )

const unquote = (text: string): string => text.slice(1, -1).replace(/\\(.)/gs, '$1')

interface Query {
  clauses: Clause[]
  /** Whether one of them is enough. */
  any: boolean
}

/** The clauses of a query and how they are joined. */
export const parseQuery = (query: string): Query => {
  const clauses: Clause[] = []
  const joints = new Set<string>()
  let rest = query.trimStart()
  const position = () => query.length - rest.length
  for (;;) {
    const match = CLAUSE.exec(rest)
    if (!match) throw malformed(query, position())
    const [whole, minus, field = '', operator, raw = ''] = match
    clauses.push({
      negated: minus === '-',
      field: field.replace(/\[(.*)\]$/s, (_, key: string) => `[${unquote(key)}]`),
      operator: operator as Operator,
      value: raw === 'null' ? null : /^["']/.test(raw) ? unquote(raw) : raw,
    })
    rest = rest.slice(whole.length)
    if (rest.trim() === '') break
    const joint = /^\s+(?:(AND|OR)\s+)?/i.exec(rest)
    if (!joint) throw malformed(query, position())
    joints.add((joint[1] ?? 'AND').toUpperCase())
    rest = rest.slice(joint[0].length)
  }
  if (joints.size > 1) throw invalid('You cannot combine AND and OR in the same search query.', 'query')
  if (clauses.length > MOST_CLAUSES) throw invalid(`A search query can have at most ${MOST_CLAUSES} clauses.`, 'query')
  return { clauses, any: joints.has('OR') }
}

const kindOf = (field: string, fields: SearchFields): FieldKind => {
  if (/^metadata\[/.test(field)) return 'token'
  const kind = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (!kind) throw invalid(`Field \`${field}\` is an unsupported search field for this resource.`, 'query')
  return kind
}

const checkClause = ({ field, operator, value }: Clause, kind: FieldKind): void => {
  if (operator === '~' && kind !== 'text') {
    throw invalid(`Field \`${field}\` does not support the operator \`~\`.`, 'query')
  }
  if (operator === '~' && [...(value ?? '')].length < SHORTEST_SUBSTRING) {
    throw invalid(`The operator \`~\` needs at least ${SHORTEST_SUBSTRING} characters.`, 'query')
  }
  if (operator !== ':' && operator !== '~' && kind !== 'number') {
    throw invalid(`Field \`${field}\` does not support the operator \`${operator}\`.`, 'query')
  }
}

/** Fields that are searched by another name than where they stand. */
const PLACES: Readonly<Record<string, string>> = { 'invoice.subscription': 'parent.subscription_details.subscription' }

const fieldOf = (object: StoredObject, field: string): unknown => {
  const key = /^metadata\[(.*)\]$/s.exec(field)?.[1]
  const path = key === undefined ? (PLACES[`${object.object}.${field}`] ?? field).split('.') : ['metadata', key]
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, part) ? Reflect.get(inner, part) : undefined,
    object
  )
}

const matches = (object: StoredObject, clause: Clause): boolean => matchesPlain(object, clause) !== clause.negated

const matchesPlain = (object: StoredObject, { field, operator, value }: Clause): boolean => {
  const actual = fieldOf(object, field)
  if (value === null) return actual === null || actual === undefined || actual === ''
  if (actual === null || actual === undefined) return false
  const text = String(actual).toLowerCase()
  switch (operator) {
    case ':':
      return text === value.toLowerCase()
    case '~':
      return text.includes(value.toLowerCase())
    case '>':
      return Number(actual) > Number(value)
    case '<':
      return Number(actual) < Number(value)
    case '>=':
      return Number(actual) >= Number(value)
    case '<=':
      return Number(actual) <= Number(value)
  }
}

/** What has to be looked at: by an index where a clause names the whole of a field and everything must match. */
const candidates = (store: Store, type: string, { clauses, any }: Query, lag: number): StoredObject[] => {
  const exact = clauses.find(
    ({ negated, field, operator, value }) =>
      !negated && operator === ':' && value && /^\w+$/.test(field) && !Object.hasOwn(PLACES, `${type}.${field}`)
  )
  return lag === 0 && !any && exact ? store.where(type, exact.field, exact.value ?? '') : store.indexed(type, lag)
}

/** One page of a search: the newest first, over what the index has seen so far. */
export const searchPage = (call: Call, type: string, fields: SearchFields, url: string) => {
  const { params, env, sandbox } = call
  const { clauses, any } = parseQuery(String(params.query))
  for (const clause of clauses) checkClause(clause, kindOf(clause.field, fields))
  const found = candidates(env.store, type, { clauses, any }, sandbox.searchLagMs)
    .filter((object) => (any ? clauses.some((c) => matches(object, c)) : clauses.every((c) => matches(object, c))))
    .reverse()
  const start = pageStart(params.page)
  const limit = limitOf(call)
  const next = start + limit < found.length ? Buffer.from(String(start + limit)).toString('base64url') : null
  return {
    object: 'search_result' as const,
    data: found.slice(start, start + limit),
    has_more: next !== null,
    next_page: next,
    url,
  }
}

const pageStart = (page: unknown): number => {
  if (page === undefined) return 0
  const start = Number(Buffer.from(String(page), 'base64url').toString('utf8'))
  if (Number.isSafeInteger(start) && start > 0) return start
  throw invalid('Invalid page: use the next_page of the previous result', 'page')
}
