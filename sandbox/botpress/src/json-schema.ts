import { Ajv, type ErrorObject, type Options, type ValidateFunction } from 'ajv'
import addFormatsModule from 'ajv-formats'

/** A JSON Schema, draft 7. */
export type JsonSchema = Record<string, unknown>

/** Says what is wrong with a value, or nothing when it fits. */
export type Check = (value: unknown) => string | undefined

// The package is CommonJS with a default export: Node and the bundlers disagree about what importing it gives.
const addFormats = 'default' in addFormatsModule ? addFormatsModule.default : addFormatsModule

/** Formats that zui's own schemas use. They are not part of JSON Schema, and JSON holds finite numbers only. */
const ZUI_FORMATS = ['cuid', 'cuid2', 'emoji', 'ulid', 'finite']

const createAjv = (options: Options): Ajv => {
  const ajv = new Ajv({ allErrors: true, strict: false, ...options })
  addFormats(ajv)
  for (const format of ZUI_FORMATS) ajv.addFormat(format, true)
  return ajv
}

const bodies = createAjv({})
// A query is text: numbers and single-element lists look like strings in it.
const queries = createAjv({ coerceTypes: 'array' })

/** Whether a value fits, and if not, why. */
export interface Validator<T> {
  test(value: unknown): value is T
  explain(): string
}

const describe = ({ instancePath, message, keyword, params }: ErrorObject): string => {
  const at = instancePath === '' ? 'data' : `data${instancePath}`
  const detail = keyword === 'additionalProperties' ? ` ("${params.additionalProperty}")` : ''
  return `${at} ${message}${detail}`
}

const validator = <T>(ajv: Ajv, schema: JsonSchema): Validator<T> => {
  // Compiled at the first use: most runs use a few of the operations only.
  let compiled: ValidateFunction<T> | undefined
  const compile = () => {
    compiled ??= ajv.compile<T>(schema)
    return compiled
  }
  return {
    test: (value): value is T => compile()(value),
    explain: () => [...new Set((compiled?.errors ?? []).map(describe))].join(', '),
  }
}

/** Checks the JSON body of a request. */
export const bodyValidator = <T>(schema: JsonSchema): Validator<T> => validator<T>(bodies, schema)

/** Checks a parsed query string; numbers and lists are made of strings where the schema wants them. */
export const queryValidator = <T>(schema: JsonSchema): Validator<T> => validator<T>(queries, schema)

/** Checks against a schema of the integration's definition. */
export const checkOf = (schema: JsonSchema): Check => {
  const { test, explain } = validator<unknown>(bodies, schema)
  return (value) => (test(value) ? undefined : explain())
}
