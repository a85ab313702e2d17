import { transforms, z } from '@botpress/sdk'
import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../src/deps'
import { fieldsOf } from '../src/form-model'

// What the schema holds beyond JsonSchema is of no use to a form.
const schemaOf = (schema: z.AnyZodObject): JsonSchema => transforms.toJSONSchema(schema) as JsonSchema

const fieldOf = (schema: z.ZodTypeAny) => fieldsOf(schemaOf(z.object({ field: schema })))[0]

describe('the form of a schema', () => {
  it.each([
    [z.string(), 'text'],
    [z.string().email(), 'email'],
    [z.string().secret(), 'password'],
    [z.string().max(2000), 'textarea'],
    [z.number(), 'number'],
    [z.boolean(), 'checkbox'],
    [z.enum(['a', 'b']), 'select'],
    [z.array(z.string()), 'json'],
    [z.object({}), 'json'],
    [z.union([z.string(), z.number()]), 'json'],
    [z.string().nullable(), 'text'],
  ] as const)('has a control that fits each type (%#: %s)', (schema, control) => {
    expect(fieldOf(schema)?.control).toBe(control)
  })

  it('takes titles, descriptions, placeholders, defaults and limits', () => {
    const schema = z
      .number()
      .int()
      .min(1)
      .max(9)
      .optional()
      .default(3)
      .title('How many')
      .placeholder('3')
      .describe('Pieces')
    expect(fieldOf(schema)).toMatchObject({
      title: 'How many',
      description: 'Pieces',
      placeholder: '3',
      default: 3,
      minimum: 1,
      maximum: 9,
      isWhole: true,
      isRequired: false,
    })
  })

  it('makes words of a name that has no title', () => {
    const fields = fieldsOf({ properties: { unit_amount: {}, productName: {} } })
    expect(fields.map(({ title }) => title)).toEqual(['Unit amount', 'Product name'])
  })

  it('marks what is required and leaves out what is hidden', () => {
    const fields = fieldsOf(schemaOf(z.object({ a: z.string(), b: z.string().optional(), c: z.string().hidden() })))
    expect(fields.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['a', true],
      ['b', false],
    ])
  })

  it('is empty for an action that takes nothing', () => {
    expect(fieldsOf({ type: 'object' })).toEqual([])
  })
})
