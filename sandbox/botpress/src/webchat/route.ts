import { BotpressError } from '../errors'
import { bodyValidator, type JsonSchema } from '../json-schema'
import type { Runtime, StoredConversation, StoredUser } from '../runtime'
import type { Message } from '../types'
import { conversationOf } from './people'

/** A request of the web chat's page, from somebody who has proved who they are. */
export interface ChatCall<Body = object> {
  person: StoredUser
  body: Body
  /** A part of the path; empty when the route has none of this name. */
  param(name: string): string
  runtime: Runtime
}

/** One route of the web chat, below the client ID. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  status: 200 | 201
  /** @throws {BotpressError} */
  answer(call: ChatCall<unknown>): object
}

/** A route from what it takes and does. @param body default: anything, which is not looked at */
export const route = <Body = object>(
  method: Route['method'],
  path: string,
  run: (call: ChatCall<Body>) => object,
  { status = 200, body = {} }: { status?: Route['status']; body?: JsonSchema } = {}
): Route => {
  const bodies = bodyValidator<Body>(body)
  return {
    ...{ method, path, status },
    answer: (call) => {
      if (bodies.test(call.body)) return run({ ...call, body: call.body })
      throw new BotpressError('InvalidPayload', `Invalid body: ${bodies.explain()}.`)
    },
  }
}

/** @throws {BotpressError} ResourceNotFound for a conversation of somebody else as for none */
export const requireConversation = (id: string, { person, runtime }: ChatCall<unknown>): StoredConversation => {
  const stored = conversationOf(person.id, id, runtime)
  if (stored) return stored
  throw new BotpressError('ResourceNotFound', `There is no conversation "${id}".`)
}

/** @throws {BotpressError} ResourceNotFound for a message in a conversation of somebody else as for none */
export const requireMessage = (call: ChatCall<unknown>): Message => {
  const { person, runtime, param } = call
  const message = runtime.messages.get(param('id'))
  if (message && conversationOf(person.id, message.conversationId, runtime)) return message
  throw new BotpressError('ResourceNotFound', `There is no message "${param('id')}".`)
}
