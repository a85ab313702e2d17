import { sha256 } from '../hash'
import { holderIn } from '../identity/token'
import type { Action } from './action'
import { refuseOtherKinds } from './id-kinds'
import { parseInput, parseOutput } from './parse'
import type { Tools } from './tools'
import type { ActionHandlers, Client, Context, Logger } from './types'

/** What the handlers need from the integration around them. */
export interface Surroundings {
  /** Does the work of one invocation: within its time, with its tools, under the caller's idempotency key if any. */
  invoke<T>(invocation: Invoked, work: (tools: Tools) => Promise<T>): Promise<T>
  /** The border: any error in, the error to throw at Botpress out. */
  translate(error: unknown, where: string, logger: Logger, input?: object): Error
}

/** Which action is invoked, by whom. */
export interface Invoked {
  ctx: Context
  client: Client
  logger: Logger
  action: string
  idempotencyKey: string | undefined
}

interface Invocation {
  ctx: Context
  client: Client
  logger: Logger
  input: unknown
}

/**
 * The actions as Botpress calls them: parse the input, do the work, parse the output, translate the error once.
 *
 * The object has no prototype: the SDK looks names up without an own-property check, and `constructor` must not be an
 * action.
 */
export const toHandlers = (actions: Record<string, Action>, surroundings: Surroundings): ActionHandlers => {
  const handlers: Record<string, (invocation: Invocation) => Promise<unknown>> = Object.create(null)
  for (const [name, action] of Object.entries(actions)) handlers[name] = toHandler(name, action, surroundings)
  // The registry and StripeIntegration are made from the same list, which the type of a loop cannot show.
  return handlers as unknown as ActionHandlers
}

/** Fields that do not change what is done. */
const BESIDES = ['raw', 'locale']

/**
 * Names what an input asks for: the same input, in whatever order its fields come, has the same name. A token stands for
 * its holder: the same words of two chat users are two things.
 */
const nameOf = (input: object): string => {
  const entries = Object.entries(input)
    .filter(([name]) => !BESIDES.includes(name))
    .map(([name, value]): [string, unknown] => [name, name === 'customerToken' ? holderIn(String(value)) : value])
  const text = JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  return `once:${sha256(text, 'base64url')}`
}

/** An action as Botpress calls it. */
export const toHandler =
  (name: string, action: Action, { invoke, translate }: Surroundings) =>
  async ({ ctx, client, logger, input }: Invocation): Promise<unknown> => {
    try {
      const parsed = parseInput(action.input, input)
      refuseOtherKinds(parsed)
      const idempotencyKey = parsed.idempotencyKey ?? (action.once ? nameOf(parsed) : undefined)
      return await invoke({ ctx, client, logger, action: name, idempotencyKey }, async (tools) =>
        parseOutput(action.output, await action.handler(parsed, tools))
      )
    } catch (error) {
      throw translate(error, name, logger, typeof input === 'object' && input !== null ? input : undefined)
    }
  }
