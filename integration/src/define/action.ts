import type { z } from '@botpress/sdk'
import type { Tools } from './tools'

/** An example of an action's input: run by the tests, shown in the documentation and one click away in the playground. */
export interface Example<Input> {
  title: string
  input: Input
}

/** One feature of the integration: all there is to know about one action, in one file. */
export interface Action<Input extends z.AnyZodObject = z.AnyZodObject, Output extends z.AnyZodObject = z.AnyZodObject> {
  /** The name in Botpress Studio. */
  title: string
  /** What it does, for people who build bots and for language models that choose a tool. */
  description: string
  input: Input
  output: Output
  examples: Array<Example<z.input<Input>>>
  /**
   * The same input within a day means the same thing, once, unless the caller gives another idempotency key: for what
   * must not happen twice because a model called twice. The output says so (`repeatedOutput`).
   */
  once?: boolean
  /**
   * Does the work. The input has been parsed (defaults applied, card numbers refused), the result is parsed by `output`.
   * @throws {IntegrationError} and Stripe's own errors; both are translated at the border, never here.
   */
  handler(input: z.output<Input>, tools: Tools): Promise<z.input<Output>>
}

/** Types an action from its schemas. */
export const defineAction = <Input extends z.AnyZodObject, Output extends z.AnyZodObject>(
  action: Action<Input, Output>
): Action<Input, Output> => action
