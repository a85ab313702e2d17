import { randomUUID } from 'node:crypto'

/** Every type of error the runtime API has, with its status. Source: `@botpress/client` 1.35.0. */
export const ERROR_STATUS = {
  Unknown: 500,
  Internal: 500,
  Unauthorized: 401,
  Forbidden: 403,
  PayloadTooLarge: 413,
  InvalidPayload: 400,
  UnsupportedMediaType: 415,
  MethodNotFound: 405,
  ResourceNotFound: 404,
  InvalidJsonSchema: 400,
  InvalidDataFormat: 400,
  InvalidIdentifier: 400,
  RelationConflict: 409,
  ReferenceConstraint: 409,
  ResourceLockedConflict: 409,
  ResourceGone: 410,
  ReferenceNotFound: 400,
  InvalidQuery: 400,
  Runtime: 400,
  AlreadyExists: 409,
  RateLimited: 429,
  PaymentRequired: 402,
  QuotaExceeded: 403,
  LimitExceeded: 413,
  BreakingChanges: 400,
  OperationTimeout: 504,
} as const

export type ErrorType = keyof typeof ERROR_STATUS

/** The body of an error, as the runtime API sends it. */
export interface ErrorBody {
  id: string
  code: number
  type: string
  message: string
  metadata?: Record<string, unknown>
}

/** An error of Botpress itself: what the runtime API answers with, and what refuses an action or a configuration. */
export class BotpressError extends Error {
  override readonly name: string = 'BotpressError'
  readonly id = `err_${randomUUID()}`
  readonly code: number

  constructor(
    readonly type: ErrorType,
    message: string
  ) {
    super(message)
    this.code = ERROR_STATUS[type]
  }

  /** The body that the runtime API answers with. */
  toJSON(): ErrorBody {
    return { id: this.id, code: this.code, type: this.type, message: this.message }
  }
}

/** The integration answered with an error: its own message, type and metadata, for the person who builds the bot. */
export class IntegrationError extends Error {
  override readonly name = 'IntegrationError'
  readonly id?: string
  readonly type: string
  readonly metadata?: Record<string, unknown>

  constructor(
    /** The status of the integration's answer. */
    readonly code: number,
    body: Partial<ErrorBody>
  ) {
    super(body.message ?? `The integration answered with status ${code}.`)
    this.id = body.id
    this.type = body.type ?? 'Unknown'
    this.metadata = body.metadata
  }

  /** The body as the integration answered it. */
  toJSON(): Partial<ErrorBody> {
    const { id, code, type, message, metadata } = this
    return { id, code, type, message, ...(metadata && { metadata }) }
  }
}
