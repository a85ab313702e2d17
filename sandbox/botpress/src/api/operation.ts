import { BotpressError } from '../errors'
import { bodyValidator, type JsonSchema, queryValidator, type Validator } from '../json-schema'
import type { Caller, Runtime } from '../runtime'

/** A request to the runtime API whose parts have been checked. */
export interface Call<Body, Query> {
  /** A part of the path. */
  param(name: string): string
  body: Body
  query: Query
  /** Who calls. */
  caller: Caller
}

/** A request before its parts are checked. */
export interface RawCall {
  params: Record<string, string>
  body: unknown
  query: unknown
  caller: Caller
}

interface Specification<Body, Query> {
  /** As in `@botpress/client`. */
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /v1/chat. */
  path: string
  /** The status of a success. Default: 200. */
  status?: 200 | 201
  /** Default: no body, or an empty object. */
  body?: JsonSchema
  /** Default: no parameters. */
  query?: JsonSchema
  /** @returns the body of the answer */
  run(call: Call<Body, Query>, runtime: Runtime): object | Promise<object>
}

/** One operation of the runtime API. */
export interface Operation {
  name: string
  method: string
  path: string
  status: 200 | 201
  /** @throws {BotpressError} */
  answer(call: RawCall, runtime: Runtime): object | Promise<object>
}

const paramOf =
  (params: Record<string, string>) =>
  (name: string): string => {
    const value = params[name]
    if (value === undefined) throw new BotpressError('Internal', `The path has no "${name}".`)
    return value
  }

const checked = <T>(validator: Validator<T>, value: unknown, error: 'InvalidPayload' | 'InvalidQuery'): T => {
  if (validator.test(value)) return value
  throw new BotpressError(error, `Invalid ${error === 'InvalidQuery' ? 'query' : 'body'}: ${validator.explain()}.`)
}

/** An operation from its schemas and what it does. */
export const operation = <Body = object, Query = object>(spec: Specification<Body, Query>): Operation => {
  const { name, method, path, status = 200, run } = spec
  const bodies = bodyValidator<Body>(spec.body ?? object({}))
  const queries = queryValidator<Query>(spec.query ?? object({}))
  return {
    ...{ name, method, path, status },
    answer: ({ params, body, query, caller }, runtime) =>
      run(
        {
          param: paramOf(params),
          body: checked(bodies, body, 'InvalidPayload'),
          query: checked(queries, query, 'InvalidQuery'),
          caller,
        },
        runtime
      ),
  }
}

/** The schema of an object with these properties and no others. */
export const object = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})

// The limits below are those of the published OpenAPI document of the runtime API (`@botpress/api` 1.70.2).

/** An id inside a body. */
export const ID: JsonSchema = { type: 'string', minLength: 28, maxLength: 36 }

/** A type, a name or a channel. */
export const NAME: JsonSchema = { type: 'string', maxLength: 200 }

export const TEXT: JsonSchema = { type: 'string' }

/** A free-form object. */
export const PAYLOAD: JsonSchema = { type: 'object' }

export const TAGS: JsonSchema = { type: 'object', additionalProperties: { type: 'string', maxLength: 500 } }

export const TAG_NAMES: JsonSchema = { type: 'array', items: { type: 'string', maxLength: 500 } }

/** A schema that also allows null. */
export const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] })

export const oneOf = (...values: string[]): JsonSchema => ({ type: 'string', enum: values })

/** When something is sent. */
export interface Schedule {
  dateTime?: string
  delay?: number
}

export const SCHEDULE: JsonSchema = object({
  dateTime: { type: 'string', minLength: 24, maxLength: 28, format: 'date-time' },
  delay: { type: 'number', minimum: 0 },
})
