import { TEXT } from '../api/operation'
import { type ErrorBody, IntegrationError } from '../errors'
import { bodyValidator } from '../json-schema'
import type { OperationResponse } from '../types'

// The SDK's server answers {error} when it could not even make out who calls.
const errorBody = bodyValidator<Partial<ErrorBody> & { error?: string }>({
  type: 'object',
  properties: { id: TEXT, type: TEXT, message: TEXT, error: TEXT, metadata: { type: 'object' } },
})

const isSuccess = ({ status }: OperationResponse): boolean => status >= 200 && status < 300

const bodyOf = ({ body }: OperationResponse): Partial<ErrorBody> => {
  const { error, ...rest } = errorBody.test(body) ? body : {}
  return { message: error, ...rest }
}

/**
 * Demands that the integration succeeded.
 * @throws {IntegrationError} with the message and metadata of its answer
 */
export const requireSuccess = (response: OperationResponse): OperationResponse => {
  if (isSuccess(response)) return response
  throw new IntegrationError(response.status, bodyOf(response))
}

/** Why it failed, if it did. @param who for an answer that says nothing */
export const errorMessage = (response: OperationResponse, who: string): string | undefined =>
  isSuccess(response) ? undefined : (bodyOf(response).message ?? `The ${who} answered with status ${response.status}.`)
