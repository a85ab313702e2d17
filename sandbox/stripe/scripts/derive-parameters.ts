import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

/**
 * Derives the table of request parameters from the types of the pinned `stripe` package, so that the embedded Stripe
 * cannot take a parameter that Stripe does not have. `--check` only says whether the table on disk is that one.
 */

// Its package.json is not exported: the main file stands in `cjs`.
const packageDir = dirname(dirname(createRequire(import.meta.url).resolve('stripe')))
const resourcesDir = join(packageDir, 'cjs/resources')
const outFile = fileURLToPath(new URL('../src/generated/parameters.json', import.meta.url))

/** Parts of Stripe that a shop does not use: they would make the table several times as large. */
const LEFT_OUT =
  /^(V2|Treasury|Issuing|Terminal|Climate|FinancialConnections|Identity|Radar|Reporting|Sigma|Capital|Forwarding|Apps|Crypto|Reserve|Privacy|Delegated|GiftCards|Orchestrat|Profile|ProductCatalog|TestHelpers\/(?!TestClocks))|^(Account(Link|Session)|Accounts\.|ApplicationFees|ApplePay|CountrySpecs|ExchangeRates|ExternalAccounts|Files|FileLinks|Persons|Transfers)/

/** Stripe's few numbers that are not whole; the types do not tell. */
const FRACTIONS = /percent|percentage|height|width|weight|length|latitude|longitude|rate$/

type Schema =
  | { k: 's' | 'i' | 'n' | 'b' | 'd' | 'm' }
  | { k: 'e'; v: string[] }
  | { k: 'a' | 'x'; of: Ref }
  | { k: 'u'; of: Ref[] }
  | { k: 'o'; f: Record<string, Ref>; r?: string[] }
/** A schema, or the place of a shared one in `shared`. */
type Ref = Schema | number

const dtsFiles = readdirSync(resourcesDir, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.d.ts') && !LEFT_OUT.test(file))
  .sort()

const program = ts.createProgram(
  [...dtsFiles.map((file) => join(resourcesDir, file)), join(resourcesDir, 'Accounts.d.ts')],
  { strict: true, skipLibCheck: true, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }
)
const checker = program.getTypeChecker()

const literalOf = (type: ts.Type): string | undefined => (type.isStringLiteral() ? type.value : undefined)
const has = (type: ts.Type, flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0

/** `string & Record<never, never>`: any other string, too. */
const isOtherString = (type: ts.Type): boolean =>
  type.isIntersection() && type.types.some((part) => has(part, ts.TypeFlags.String))

const schemaOf = (type: ts.Type, name: string): Schema => {
  if (has(type, ts.TypeFlags.Any)) return { k: 'm' }
  if (type.isUnion()) return unionOf(type, name)
  if (literalOf(type) !== undefined) return { k: 'e', v: [literalOf(type) ?? ''] }
  if (has(type, ts.TypeFlags.StringLike) || isOtherString(type)) return { k: 's' }
  if (has(type, ts.TypeFlags.NumberLike)) return { k: FRACTIONS.test(name) ? 'n' : 'i' }
  if (has(type, ts.TypeFlags.BooleanLike)) return { k: 'b' }
  const item = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined
  if (item) return { k: 'a', of: schemaOf(item, name) }
  if (type.symbol?.name === 'Decimal') return { k: 'd' }
  const values = type.getStringIndexType()
  if (values) return mapOf(checker.getNonNullableType(values), name)
  return objectOf(type)
}

/** Texts by any name, such as metadata, or something else by any name, such as amounts by currency. */
const mapOf = (values: ts.Type, name: string): Schema => {
  const parts = values.isUnion() ? values.types : [values]
  const isText = parts.every((part) => has(part, ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.Null))
  return isText ? { k: 'm' } : { k: 'x', of: schemaOf(values, name) }
}

const unionOf = (type: ts.UnionType, name: string): Schema => {
  const parts = type.types.filter((part) => !has(part, ts.TypeFlags.Null | ts.TypeFlags.Undefined))
  const literals = parts.map(literalOf).filter((value) => value !== undefined)
  const rest = parts.filter((part) => literalOf(part) === undefined && !isOtherString(part))
  const schemas: Schema[] = []
  if (literals.length > 0) schemas.push({ k: 'e', v: literals.sort() })
  for (const part of rest) {
    const schema = schemaOf(part, name)
    if (!schemas.some((other) => JSON.stringify(other) === JSON.stringify(schema))) schemas.push(schema)
  }
  const [first] = schemas
  return schemas.length === 1 && first ? first : { k: 'u', of: schemas }
}

const objectOf = (type: ts.Type): Schema => {
  const fields: Record<string, Schema> = {}
  const required: string[] = []
  for (const property of type.getProperties().sort((a, b) => (a.name < b.name ? -1 : 1))) {
    fields[property.name] = schemaOf(checker.getNonNullableType(checker.getTypeOfSymbol(property)), property.name)
    if ((property.flags & ts.SymbolFlags.Optional) === 0) required.push(property.name)
  }
  return { k: 'o', f: fields, ...(required.length > 0 && { r: required }) }
}

/** The requests that a resource's methods make, as their code says: method, path and the method's name. */
const requestsIn = (jsFile: string): Array<{ name: string; method: string; path: string }> => {
  const text = readFileSync(jsFile, 'utf8')
  const pattern = /^ {4}(\w+)\([^)]*\) \{[\s\S]*?_makeRequest\('(\w+)', ['`]([^'`]+)['`]/gm
  return [...text.matchAll(pattern)].map(([, name = '', method = '', path = '']) => ({
    ...{ name, method },
    path: path.replace(/\$\{encodeURIComponent\((\w+)\)\}/g, '{$1}'),
  }))
}

/** The type of a method's parameters: its argument called `params`. */
const paramsOf = (source: ts.SourceFile, method: string): ts.Type | undefined => {
  for (const statement of source.statements) {
    if (!ts.isClassDeclaration(statement)) continue
    for (const member of statement.members) {
      if (!ts.isMethodDeclaration(member) || member.name.getText(source) !== method) continue
      const params = member.parameters.find((parameter) => parameter.name.getText(source) === 'params')
      return params?.type && checker.getTypeFromTypeNode(params.type)
    }
  }
  return undefined
}

const operations: Record<string, Schema> = {}
for (const file of [...dtsFiles, 'Accounts.d.ts']) {
  const source = program.getSourceFile(join(resourcesDir, file))
  if (!source) throw new Error(`The types of ${file} could not be read.`)
  for (const { name, method, path } of requestsIn(join(resourcesDir, file.replace(/\.d\.ts$/, '.js')))) {
    if (!path.startsWith('/v1/') || (file === 'Accounts.d.ts' && path !== '/v1/account')) continue
    const type = paramsOf(source, name)
    operations[`${method} ${path}`] = type ? objectOf(type) : { k: 'o', f: {} }
  }
}

/** Schemas that stand in several places are written once. */
const share = (schemas: Record<string, Schema>) => {
  const uses = new Map<string, number>()
  const count = (schema: Schema): void => {
    const key = JSON.stringify(schema)
    uses.set(key, (uses.get(key) ?? 0) + 1)
    if (uses.get(key) === 1) for (const inner of innerOf(schema)) count(inner)
  }
  for (const schema of Object.values(schemas)) count(schema)
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
  const table = Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, shorten(schema)]))
  return { shared, operations: table }
}

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

const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))
const sorted = Object.fromEntries(Object.entries(operations).sort(([a], [b]) => (a < b ? -1 : 1)))
const table = `${JSON.stringify({ source: `stripe ${version}`, ...share(sorted) })}\n`
const count = Object.keys(sorted).length
const name = relative(process.cwd(), outFile)

if (process.argv.includes('--check')) {
  const current = readFileSync(outFile, 'utf8')
  if (current === table) console.log(`${name} is what the types of stripe ${version} say: ${count} operations.`)
  else {
    console.error(
      `${name} is not what the types of stripe ${version} say. Run: npx tsx sandbox/stripe/scripts/derive-parameters.ts`
    )
    process.exitCode = 1
  }
} else {
  writeFileSync(outFile, table)
  console.log(`${name}: ${count} operations, ${table.length} bytes`)
}
