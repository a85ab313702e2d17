import type { JsonSchema } from './deps'

export type Control = 'text' | 'email' | 'password' | 'textarea' | 'number' | 'checkbox' | 'select' | 'json'

/** One control of an action's form. */
export interface Field {
  name: string
  title: string
  description?: string | undefined
  placeholder?: string | undefined
  control: Control
  isRequired: boolean
  default?: unknown
  options?: string[] | undefined
  minimum?: number | undefined
  maximum?: number | undefined
  maxLength?: number | undefined
  isWhole?: boolean | undefined
}

/** Texts that may be longer than this get room for several lines. */
const LONG_TEXT = 1000

const words = (name: string): string => {
  const text = name
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A schema of "this or null" is for a form the same as "this". */
const withoutNull = (schema: JsonSchema): JsonSchema => {
  const { anyOf, ...rest } = schema
  const choices = anyOf?.filter(({ type }) => type !== 'null')
  return choices?.length === 1 ? { ...choices[0], ...rest } : schema
}

const controlOf = (schema: JsonSchema): Control => {
  if (schema['x-zui']?.secret) return 'password'
  if (schema.enum?.every((option) => typeof option === 'string')) return 'select'
  switch (schema.type) {
    case 'string':
      if (schema.format === 'email') return 'email'
      return (schema.maxLength ?? 0) > LONG_TEXT ? 'textarea' : 'text'
    case 'number':
    case 'integer':
      return 'number'
    case 'boolean':
      return 'checkbox'
    default:
      return 'json'
  }
}

const fieldOf = (name: string, given: JsonSchema, isRequired: boolean): Field => {
  const schema = withoutNull(given)
  const { title, placeholder } = schema['x-zui'] ?? {}
  return {
    name,
    title: title ?? schema.title ?? words(name),
    description: schema.description,
    placeholder,
    control: controlOf(schema),
    isRequired,
    default: schema.default,
    options: schema.enum?.map(String),
    minimum: schema.minimum,
    maximum: schema.maximum,
    maxLength: schema.maxLength,
    isWhole: schema.type === 'integer',
  }
}

/** The controls of a form for an object schema, in its order. What no simple control fits is entered as JSON. */
export const fieldsOf = ({ properties = {}, required = [] }: JsonSchema): Field[] =>
  Object.entries(properties)
    .filter(([, schema]) => !schema['x-zui']?.hidden)
    .map(([name, schema]) => fieldOf(name, schema, required.includes(name)))
