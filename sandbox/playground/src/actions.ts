import { transforms, type z } from '@botpress/sdk'
import * as definitions from '@botpress-stripe/integration/actions/index'
import type { JsonSchema, PlaygroundAction } from './deps'

interface Definition {
  title: string
  description: string
  input: z.AnyZodObject
  examples: PlaygroundAction['examples']
}

const toAction = ([name, { title, description, input, examples }]: [string, Definition]): PlaygroundAction => ({
  name,
  title,
  description,
  // A JSON Schema has more than forms are made of; JsonSchema names the part that is read.
  inputSchema: transforms.toJSONSchema(input) as JsonSchema,
  examples,
})

/** The integration's actions, in the order of its list: what a form needs comes from the definition itself. */
export const listActions = (): PlaygroundAction[] => Object.entries(definitions).map(toAction)
