import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/** Reads the types of the pinned `stripe` package, and turns them into small schemas. What derives tables shares this. */

// Its package.json is not exported: the main file stands in `cjs`.
const packageDir = dirname(dirname(createRequire(import.meta.url).resolve('stripe')))
const resourcesDir = join(packageDir, 'cjs/resources')

/** Parts of Stripe that a shop does not use: they would make the tables several times as large. */
const LEFT_OUT =
  /^(V2|Treasury|Issuing|Terminal|Climate|FinancialConnections|Identity|Radar|Reporting|Sigma|Capital|Forwarding|Apps|Crypto|Reserve|Privacy|Delegated|GiftCards|Orchestrat|Profile|ProductCatalog|TestHelpers\/(?!TestClocks))|^(Account(Link|Session)|Accounts\.|ApplicationFees|ApplePay|CountrySpecs|ExchangeRates|ExternalAccounts|Files|FileLinks|Persons|Transfers)/

/** Stripe's few numbers that are not whole; the types do not tell. */
const FRACTIONS = /percent|percentage|height|width|weight|length|latitude|longitude|rate$/

/**
 * s text, i whole number, n number, b boolean, d decimal as text, m texts by name, z null, j anything, r the ID of what is no more told of, e one of these texts,
 * a list, x the same by any name, u one of these, o fields of which r are required, t an object of Stripe's by its name.
 */
export type Schema =
  | { k: 's' | 'i' | 'n' | 'b' | 'd' | 'm' | 'z' | 'j' | 'r' }
  | { k: 'e'; v: string[] }
  | { k: 'a' | 'x'; of: Ref }
  | { k: 'u'; of: Ref[] }
  | { k: 'o'; f: Record<string, Ref>; r?: string[] }
  | { k: 't'; t: string }
/** A schema, or the place of a shared one in `shared`. */
export type Ref = Schema | number

const dtsFiles = readdirSync(resourcesDir, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.d.ts') && !LEFT_OUT.test(file))
  .sort()

const program = ts.createProgram(
  [...dtsFiles.map((file) => join(resourcesDir, file)), join(resourcesDir, 'Accounts.d.ts')],
  { strict: true, skipLibCheck: true, module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 }
)
export const checker = program.getTypeChecker()

const literalOf = (type: ts.Type): string | undefined => (type.isStringLiteral() ? type.value : undefined)
const has = (type: ts.Type, flag: ts.TypeFlags): boolean => (type.flags & flag) !== 0
const isNothing = (type: ts.Type): boolean => has(type, ts.TypeFlags.Void | ts.TypeFlags.Undefined)

/** `string & Record<never, never>`: any other string, too. */
const isOtherString = (type: ts.Type): boolean =>
  type.isIntersection() && type.types.some((part) => has(part, ts.TypeFlags.String))

const isDecimal = (type: ts.Type): boolean =>
  type.isIntersection() && type.types.some((part) => part.symbol?.name === 'DecimalImpl')

interface Reading {
  /** Whether null is a value of its own. In a request it is not: the SDK sends an empty text for it. */
  nulls: boolean
  /** What stands for an object type, where that is not its fields. */
  instead?: (type: ts.Type) => Schema | undefined
  /** Which alternatives of a union count. */
  choose?: (parts: ts.Type[]) => ts.Type[]
}

/** A reader of types. */
export const reader = ({ nulls, instead, choose = (parts) => parts }: Reading) => {
  const schemaOf = (type: ts.Type, name: string): Schema => {
    if (has(type, ts.TypeFlags.Any)) return { k: 'm' }
    if (has(type, ts.TypeFlags.Null)) return { k: 'z' }
    if (type.isUnion()) return unionOf(type, name)
    if (literalOf(type) !== undefined) return { k: 'e', v: [literalOf(type) ?? ''] }
    if (has(type, ts.TypeFlags.StringLike) || isOtherString(type)) return { k: 's' }
    if (has(type, ts.TypeFlags.NumberLike)) return { k: FRACTIONS.test(name) ? 'n' : 'i' }
    if (has(type, ts.TypeFlags.BooleanLike)) return { k: 'b' }
    const item = checker.isArrayType(type) ? checker.getTypeArguments(type as ts.TypeReference)[0] : undefined
    if (item) return { k: 'a', of: schemaOf(item, name) }
    if (isDecimal(type)) return { k: 'd' }
    const value = type.getStringIndexType()
    return value ? mapOf(value, name) : (instead?.(type) ?? objectOf(type))
  }

  const mapOf = (value: ts.Type, name: string): Schema => {
    const of = schemaOf(value, name)
    return of.k === 'o' || of.k === 'i' || of.k === 'n' ? { k: 'x', of } : { k: 'm' }
  }

  const unionOf = (type: ts.UnionType, name: string): Schema => {
    const chosen = choose(type.types)
    const parts = chosen.filter((part) => !isNothing(part) && (nulls || !has(part, ts.TypeFlags.Null)))
    const literals = parts.map(literalOf).filter((value) => value !== undefined)
    const rest = parts.filter((part) => literalOf(part) === undefined && !isOtherString(part))
    const schemas: Schema[] = []
    if (literals.length > 0) schemas.push({ k: 'e', v: literals.sort() })
    for (const part of rest) {
      const read = schemaOf(part, name)
      const schema: Schema = read.k === 's' && chosen.length < type.types.length ? { k: 'r' } : read
      if (!schemas.some((other) => JSON.stringify(other) === JSON.stringify(schema))) schemas.push(schema)
    }
    const [first] = schemas
    return schemas.length === 1 && first ? first : { k: 'u', of: schemas }
  }

  const objectOf = (type: ts.Type): Schema => {
    const fields: Record<string, Schema> = {}
    const required: string[] = []
    for (const property of type.getProperties().sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const value = checker.getTypeOfSymbol(property)
      // `deleted?: void`: the field never stands in this object.
      if (nulls && (isNothing(value) || (value.isUnion() && value.types.every(isNothing)))) continue
      fields[property.name] = schemaOf(nulls ? value : checker.getNonNullableType(value), property.name)
      if ((property.flags & ts.SymbolFlags.Optional) === 0) required.push(property.name)
    }
    return { k: 'o', f: fields, ...(required.length > 0 && { r: required }) }
  }

  return { schemaOf, objectOf }
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

/** A method of a resource's class. */
const declarationOf = (source: ts.SourceFile, method: string): ts.MethodDeclaration | undefined => {
  for (const statement of source.statements) {
    if (!ts.isClassDeclaration(statement)) continue
    for (const member of statement.members) {
      if (ts.isMethodDeclaration(member) && member.name.getText(source) === method) return member
    }
  }
  return undefined
}

export interface Operation {
  /** `METHOD /v1/path/{param}` */
  key: string
  /** The type of its parameters: the argument called `params`. */
  params: ts.Type | undefined
  /** What the method returns, as it is written: `Promise<Response<Coupon>>` or `ApiListPromise<Coupon>`. */
  returns: ts.TypeNode | undefined
}

/** Every operation of the API's first version that the package has methods for. */
export const readOperations = (): Operation[] => {
  const operations = new Map<string, Operation>()
  for (const file of [...dtsFiles, 'Accounts.d.ts']) {
    const source = program.getSourceFile(join(resourcesDir, file))
    if (!source) throw new Error(`The types of ${file} could not be read.`)
    for (const { name, method, path } of requestsIn(join(resourcesDir, file.replace(/\.d\.ts$/, '.js')))) {
      if (!path.startsWith('/v1/') || (file === 'Accounts.d.ts' && path !== '/v1/account')) continue
      const declared = declarationOf(source, name)
      const params = declared?.parameters.find((parameter) => parameter.name.getText(source) === 'params')?.type
      const key = `${method} ${path}`
      operations.set(key, { key, params: params && checker.getTypeFromTypeNode(params), returns: declared?.type })
    }
  }
  return [...operations.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

export const { version }: { version: string } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'))
