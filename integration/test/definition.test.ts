import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transforms, type z } from '@botpress/sdk'
import { describe, expect, it } from 'vitest'
import definition from '../integration.definition'

/**
 * What Botpress' command-line tool checks when it lints and deploys a definition; it cannot be installed here.
 */
interface JsonSchema {
  properties?: Record<string, JsonSchema>
  description?: string
  anyOf?: JsonSchema[]
  allOf?: JsonSchema[]
  'x-zui'?: { title?: string }
}

const titleOf = (schema: JsonSchema): string | undefined =>
  schema['x-zui']?.title ?? [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].map(titleOf).find(Boolean)
const descriptionOf = (schema: JsonSchema): string | undefined =>
  schema.description ?? [...(schema.anyOf ?? []), ...(schema.allOf ?? [])].map(descriptionOf).find(Boolean)

/** Every schema of the definition, with where it stands. */
const schemas = (): Array<[string, z.ZodTypeAny]> => {
  const { configuration, actions = {}, events = {}, states = {} } = definition.props
  return [
    ['configuration', configuration?.schema as z.ZodTypeAny],
    ...Object.entries(actions).flatMap(
      ([name, { input, output }]): Array<[string, z.ZodTypeAny]> => [
        [`actions.${name}.input`, input.schema],
        [`actions.${name}.output`, output.schema],
      ]
    ),
    ...Object.entries(events).map(([name, { schema }]): [string, z.ZodTypeAny] => [`events.${name}`, schema]),
    ...Object.entries<{ schema: z.ZodTypeAny }>(states as never).map(([name, { schema }]): [string, z.ZodTypeAny] => [
      `states.${name}`,
      schema,
    ]),
  ]
}

describe('the definition', () => {
  it.each(schemas())(
    '%s becomes JSON Schema, and each first-level field has a title and a description',
    (_, schema) => {
      const { properties = {} } = transforms.toJSONSchema(schema) as JsonSchema
      for (const [field, property] of Object.entries(properties)) {
        expect({ field, title: titleOf(property) }).toEqual({ field, title: expect.stringMatching(/\S/) })
        expect({ field, description: descriptionOf(property) }).toEqual({
          field,
          description: expect.stringMatching(/\S/),
        })
      }
    }
  )

  it('has titles and descriptions for every action, event and tag', () => {
    const { actions = {}, events = {}, user } = definition.props
    for (const entry of [...Object.values(actions), ...Object.values(events), ...Object.values(user?.tags ?? {})]) {
      expect(entry).toMatchObject({ title: expect.stringMatching(/\S/), description: expect.stringMatching(/\S/) })
    }
  })

  it('has camelCase names', () => {
    const { actions = {}, events = {}, states = {} } = definition.props
    for (const name of [actions, events, states].flatMap(Object.keys)) expect(name).toMatch(/^[a-z][a-zA-Z0-9]*$/)
  })

  it('has an icon and a readme that exist', () => {
    const { title, description, icon, readme } = definition.props
    expect({ title, description }).toEqual({ title: 'Stripe', description: expect.stringMatching(/\S/) })
    expect([icon, readme]).toEqual(['icon.svg', 'hub.md'])
    for (const file of ['icon.svg', 'hub.md']) {
      expect(existsSync(fileURLToPath(new URL(`../${file}`, import.meta.url)))).toBe(true)
    }
  })

  it('is what was released last: installed bots must not break unnoticed', async () => {
    const { name, attributes, user } = definition.props
    const json = {
      name,
      attributes,
      user,
      schemas: Object.fromEntries(schemas().map(([where, schema]) => [where, transforms.toJSONSchema(schema)])),
    }
    await expect(`${JSON.stringify(json, null, 2)}\n`).toMatchFileSnapshot('golden/definition.json')
  })
})
