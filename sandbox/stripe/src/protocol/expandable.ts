import table from '../generated/replies.json' with { type: 'json' }

/** Whether Stripe's types know what an `expand` path names, also where there is nothing yet: an empty list, or null. */

type Ref = number | { k: string; of?: Ref | Ref[]; f?: Record<string, Ref>; t?: string }
type Schema = Exclude<Ref, number>

const { shared, operations, objects } = table as unknown as {
  shared: Ref[]
  operations: Record<string, Ref>
  objects: Record<string, Ref>
}

const resolve = (ref: Ref | undefined): Schema => {
  let schema = ref
  while (typeof schema === 'number') schema = shared[schema]
  if (!schema) throw new Error('The table of replies points at nothing.')
  return schema.k === 't' ? resolve(objects[schema.t ?? '']) : schema
}

const listOf = (of: Schema['of']): Ref[] => (Array.isArray(of) ? of : of === undefined ? [] : [of])

/** What can stand in a field: the alternatives, and the items of lists. */
const alternatives = (ref: Ref): Schema[] => {
  const schema = resolve(ref)
  return schema.k === 'u' || schema.k === 'a' ? listOf(schema.of).flatMap(alternatives) : [schema]
}

const knows = (ref: Ref, [name, ...rest]: readonly string[]): boolean => {
  const parts = alternatives(ref).filter(({ k }) => k !== 'z')
  // r is the ID of something that the table tells no more of.
  if (name === undefined) return parts.some(({ k }) => k === 'o' || k === 'x' || k === 'r')
  const objectsThere = parts.filter(({ k }) => k === 'o')
  if (objectsThere.length === 0) return parts.some(({ k }) => k === 'r' || k === 'j')
  return objectsThere.some(({ f = {} }) => {
    const inner = Object.hasOwn(f, name) ? f[name] : undefined
    return inner !== undefined && knows(inner, rest)
  })
}

/** @param operation as in the table: `GET /v1/customers/{customer}` */
export const isExpandable = (operation: string, parts: readonly string[]): boolean => {
  const reply = Object.hasOwn(operations, operation) ? operations[operation] : undefined
  return reply === undefined || knows(reply, parts)
}
