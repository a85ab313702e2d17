import type { RJSFSchema, UiSchema } from '@rjsf/utils'
import type { ActionInfo } from '../../src/api'

type Schema = RJSFSchema & { 'x-zui'?: { title?: string; placeholder?: string } }

/** Text that is longer than this is written in several lines. */
const LONG_TEXT = 1_000

/** Fewer optional fields than these are all shown at once. */
const FEW = 6

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null

const propertiesOf = (schema: Schema): Array<[string, Schema]> =>
  Object.entries(schema.properties ?? {}).filter((entry): entry is [string, Schema] => isSchema(entry[1]))

/** An object that may hold anything is written as JSON; one whose values are text gets a line for each. */
const isFree = (schema: Schema): boolean =>
  schema.type === 'object' && propertiesOf(schema).length === 0 && !isSchema(schema.additionalProperties)

const uiOf = (schema: Schema): UiSchema => ({
  ...(schema['x-zui']?.placeholder && { 'ui:placeholder': schema['x-zui'].placeholder }),
  ...(schema.type === 'string' && (schema.maxLength ?? 0) > LONG_TEXT && { 'ui:widget': 'textarea' }),
  ...(isFree(schema) && { 'ui:field': 'json' }),
  ...(isSchema(schema.items) && { items: uiOf(schema.items) }),
  ...Object.fromEntries(propertiesOf(schema).map(([name, property]) => [name, uiOf(property)])),
})

const examplesOf = ({ type }: Schema, examples: string[]): RJSFSchema =>
  type === 'string' && examples.length > 0 ? { examples } : {}

/** What exists here and fits into a field: nobody can make up an ID. */
export type Suggest = (name: string, placeholder: string | undefined) => string[]

const withTitles = (schema: Schema, suggest: Suggest, name = ''): RJSFSchema => ({
  ...schema,
  ...examplesOf(schema, suggest(name, schema['x-zui']?.placeholder)),
  ...(schema['x-zui']?.title && { title: schema['x-zui'].title }),
  ...(isSchema(schema.items) && { items: { ...withTitles(schema.items, suggest), title: '' } }),
  ...(schema.properties && {
    properties: Object.fromEntries(
      propertiesOf(schema).map(([name, property]) => [name, withTitles(property, suggest, name)])
    ),
  }),
})

/**
 * The fields that are always shown: those that are needed and those that an example fills in. The rest is one click
 * away, when it is more than a few.
 */
export const mainFields = ({ inputSchema, examples }: ActionInfo): string[] => {
  const schema: Schema = inputSchema
  const names = propertiesOf(schema).map(([name]) => name)
  const wanted = new Set([...(schema.required ?? []), ...examples.flatMap(({ input }) => Object.keys(input))])
  return names.length - wanted.size <= FEW / 2 || names.length <= FEW ? names : names.filter((name) => wanted.has(name))
}

/** A form of react-jsonschema-form from an action's schema: Botpress' hints become titles and placeholders. */
export const toForm = ({ inputSchema }: ActionInfo, suggest: Suggest): { schema: RJSFSchema; uiSchema: UiSchema } => ({
  schema: withTitles(inputSchema, suggest),
  uiSchema: { ...uiOf(inputSchema), 'ui:submitButtonOptions': { norender: true } },
})

/** What is to be sent: a field that holds what it would hold anyway says nothing. */
export const withoutDefaults = (
  { inputSchema }: ActionInfo,
  input: Record<string, unknown>
): Record<string, unknown> => {
  const schema: Schema = inputSchema
  const defaults = new Map(propertiesOf(schema).map(([name, property]) => [name, property.default]))
  return Object.fromEntries(
    Object.entries(input).filter(([name, value]) => value !== undefined && value !== defaults.get(name))
  )
}
