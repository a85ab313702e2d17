import type { z } from '@botpress/sdk'
import type { Action } from './action'

/** The actions as Botpress' definition wants them. */
export const toActionDefinitions = (actions: Record<string, Action>) =>
  mapValues(actions, ({ title, description, input, output }) => ({
    title,
    description,
    input: { schema: input },
    output: { schema: output },
  }))

/** The event table as Botpress' definition wants it. */
export const toEventDefinitions = (
  events: Record<string, { title: string; description: string; payload: z.AnyZodObject }>
): Record<string, { title: string; description: string; schema: z.AnyZodObject }> =>
  mapValues(events, ({ title, description, payload }) => ({ title, description, schema: payload }))

const mapValues = <T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
