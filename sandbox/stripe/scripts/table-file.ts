import { readFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Ref, type Schema, version } from './stripe-types'

/** Tables of schemas as files: what stands in several places is written once. */

const isSchema = (ref: Ref): ref is Schema => typeof ref !== 'number'

const innerOf = (schema: Schema): Schema[] => {
  if (schema.k === 'a' || schema.k === 'x') return [schema.of].filter(isSchema)
  if (schema.k === 'u') return schema.of.filter(isSchema)
  return schema.k === 'o' ? Object.values(schema.f).filter(isSchema) : []
}

const mapInner = (schema: Schema, map: (inner: Schema) => Ref): Schema => {
  const apply = (ref: Ref): Ref => (isSchema(ref) ? map(ref) : ref)
  if (schema.k === 'a' || schema.k === 'x') return { ...schema, of: apply(schema.of) }
  if (schema.k === 'u') return { ...schema, of: schema.of.map(apply) }
  if (schema.k !== 'o') return schema
  return { ...schema, f: Object.fromEntries(Object.entries(schema.f).map(([name, ref]) => [name, apply(ref)])) }
}

/** Several tables of schemas over one list of shared ones. */
export const share = (tables: Record<string, Record<string, Schema>>) => {
  const uses = new Map<string, number>()
  const count = (schema: Schema): void => {
    const key = JSON.stringify(schema)
    uses.set(key, (uses.get(key) ?? 0) + 1)
    if (uses.get(key) === 1) for (const inner of innerOf(schema)) count(inner)
  }
  for (const table of Object.values(tables)) for (const schema of Object.values(table)) count(schema)
  const shared: Ref[] = []
  const places = new Map<string, number>()
  const shorten = (schema: Schema): Ref => {
    const key = JSON.stringify(schema)
    const known = places.get(key)
    if (known !== undefined) return known
    const short = mapInner(schema, shorten)
    if ((uses.get(key) ?? 0) < 2 || key.length < 24) return short
    places.set(key, shared.length)
    shared.push(short)
    return shared.length - 1
  }
  const shortened = Object.entries(tables).map(([name, table]) => [
    name,
    Object.fromEntries(Object.entries(table).map(([key, schema]) => [key, shorten(schema)])),
  ])
  return { shared, ...Object.fromEntries(shortened) }
}

/** Writes a table, or with `--check` only says whether the one on disk is that. @param script what makes it */
export const settle = (url: URL, content: object, about: string, script: string): void => {
  const file = fileURLToPath(url)
  const name = relative(process.cwd(), file)
  const text = `${JSON.stringify({ source: `stripe ${version}`, ...content })}\n`
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text)
    console.log(`${name}: ${about}, ${text.length} bytes`)
  } else if (readFileSync(file, 'utf8') === text) {
    console.log(`${name} is what the types of stripe ${version} say: ${about}.`)
  } else {
    console.error(
      `${name} is not what the types of stripe ${version} say. Run: npx tsx sandbox/stripe/scripts/${script}`
    )
    process.exitCode = 1
  }
}
