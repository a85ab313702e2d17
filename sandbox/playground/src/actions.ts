import { transforms, type z } from '@botpress/sdk'
import * as definitions from '@botpress-stripe/integration/actions/index'
import type { ActionInfo } from './api'
import type { PlaygroundAction } from './playground'

interface Definition {
  title: string
  description: string
  input: z.AnyZodObject
  examples: ActionInfo['examples']
}

const pointer = (path: ReadonlyArray<string | number>): string => path.map((part) => `/${part}`).join('')

const toAction = ([name, { title, description, input, examples }]: [string, Definition]): PlaygroundAction => ({
  info: { name, title, description, inputSchema: { ...transforms.toJSONSchema(input) }, examples },
  problemsOf: (value) => {
    const { error } = input.safeParse(value)
    return (error?.issues ?? []).map(({ path, message }) => ({ path: pointer(path), message }))
  },
})

/** The integration's actions, in the order of its list: what a form needs comes from the definition itself. */
export const listActions = (): PlaygroundAction[] => Object.entries(definitions).map(toAction)
