import ts from 'typescript'
import { resources } from '../src/resources'
import { checker, type Operation, reader, readOperations, type Schema } from './stripe-types'
import { settle, share } from './table-file'

/**
 * Derives the table of replies from the types of the pinned `stripe` package: what each modelled operation answers, and
 * what the object of each event is. `--check` only says whether the table on disk is that one.
 */

const modelled = new Set(resources.flatMap(({ routes }) => Object.keys(routes)))
const operations = readOperations().filter(({ key }) => modelled.has(key.replace(/\{\w+\}/g, '{id}')))

const literal = (type: ts.Type, name: string): string | undefined => {
  const property = type.getProperty(name)
  const value = property && checker.getTypeOfSymbol(property)
  return value?.isStringLiteral() ? value.value : undefined
}

const isDeleted = (type: ts.Type): boolean => {
  const property = type.getProperty('deleted')
  return property !== undefined && checker.typeToString(checker.getTypeOfSymbol(property)) === 'true'
}

/** What names an object of Stripe's: its `object`, and whether it is the stub of a deleted one. */
const nameOf = (type: ts.Type): string | undefined => {
  const object = literal(type, 'object')
  if (object === undefined || object === 'list' || object === 'search_result') return undefined
  return isDeleted(type) ? `${object}:deleted` : object
}

/** `Promise<Response<Coupon>>`: `Coupon`, and what stands around it. */
const answerOf = ({ key, returns }: Operation): { kind: string; node: ts.TypeNode } => {
  if (!returns || !ts.isTypeReferenceNode(returns)) throw new Error(`${key} returns no type that could be read.`)
  const kind = returns.typeName.getText()
  const [inner] = returns.typeArguments ?? []
  const node = kind === 'Promise' && inner && ts.isTypeReferenceNode(inner) ? inner.typeArguments?.[0] : inner
  if (!node) throw new Error(`${key} returns ${kind} of nothing.`)
  return { kind, node }
}

const answers = operations.map((operation) => {
  const { kind, node } = answerOf(operation)
  return { key: operation.key, kind, type: checker.getTypeFromTypeNode(node) }
})

const partsOf = (type: ts.Type): ts.Type[] => (type.isUnion() ? type.types : [type])
/** The objects that the sandbox has: what operations answer, and what stands in that itself, not only by its ID. */
const known = new Set(answers.flatMap(({ type }) => partsOf(type).map(nameOf)))

let definitions: Record<string, Schema> = {}

/** Objects of Stripe's are written once, under their name. */
const instead = (type: ts.Type): Schema | undefined => {
  const name = nameOf(type)
  if (name === undefined) return undefined
  if (!Object.hasOwn(definitions, name)) {
    definitions[name] = { k: 'z' } // Until it is read: objects hold each other.
    definitions[name] = name === 'event' ? eventOf(type) : objectOf(type)
  }
  return { k: 't', t: name }
}

/** Where an ID may stand in place of an object, only those objects count that the sandbox has. */
const choose = (parts: ts.Type[]): ts.Type[] => {
  const hasId = parts.some((part) => (part.flags & ts.TypeFlags.String) !== 0)
  return hasId ? parts.filter((part) => nameOf(part) === undefined || known.has(nameOf(part))) : parts
}

const { schemaOf, objectOf } = reader({ nulls: true, instead, choose })

/** What all events have in common: the table `events` says what their objects are. */
const eventOf = (type: ts.Type): Schema => {
  const event = objectOf(type)
  if (event.k !== 'o') throw new Error('An event is no object.')
  const data: Schema = { k: 'o', f: { object: { k: 'j' }, previous_attributes: { k: 'j' } }, r: ['object'] }
  return { ...event, f: { ...event.f, type: { k: 's' }, data } }
}

const page = (object: string, of: Schema, more: Record<string, Schema> = {}): Schema => ({
  k: 'o',
  f: { data: { k: 'a', of }, has_more: { k: 'b' }, object: { k: 'e', v: [object] }, url: { k: 's' }, ...more },
  r: ['data', 'has_more', 'object', 'url'],
})

const kinds: Record<string, (of: Schema) => Schema> = {
  Promise: (of) => of,
  ApiListPromise: (of) => page('list', of),
  ApiSearchResultPromise: (of) =>
    page('search_result', of, { next_page: { k: 'u', of: [{ k: 's' }, { k: 'z' }] }, total_count: { k: 'i' } }),
}

const readReplies = (): Array<[string, Schema]> => {
  definitions = {}
  return answers.map(({ key, kind, type }) => {
    const around = kinds[kind]
    if (!around) throw new Error(`${key} returns ${kind}, which is not known here.`)
    return [key, around(schemaOf(type, ''))]
  })
}

let replies = readReplies()
while (Object.keys(definitions).some((name) => !known.has(name))) {
  for (const name of Object.keys(definitions)) known.add(name)
  replies = readReplies()
}

/** The object of each event, as far as the sandbox has it. */
const eventTypes = answers.find(({ key }) => key === 'GET /v1/events')?.type
const events = partsOf(eventTypes ?? checker.getAnyType()).flatMap((event): Array<[string, Schema]> => {
  const type = literal(event, 'type')
  const data = event.getProperty('data')
  const object = data && checker.getTypeOfSymbol(data).getProperty('object')
  if (type === undefined || !object) return []
  const objectType = checker.getTypeOfSymbol(object)
  return partsOf(objectType).some((part) => known.has(nameOf(part))) ? [[type, schemaOf(objectType, '')]] : []
})

settle(
  new URL('../src/generated/replies.json', import.meta.url),
  share({
    operations: Object.fromEntries(replies),
    events: Object.fromEntries(events.sort(([a], [b]) => (a < b ? -1 : 1))),
    objects: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  }),
  `${replies.length} operations, ${events.length} events, ${Object.keys(definitions).length} objects`,
  'derive-replies.ts'
)
