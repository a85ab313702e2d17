import { TEXT } from '../api/operation'
import { type ErrorBody, IntegrationError } from '../errors'
import { bodyValidator } from '../json-schema'
import type { OperationResponse } from '../types'

// The SDK's server answers {error} when it could not even make out who calls.
const errorBody = bodyValidator<Partial<ErrorBody> & { error?: string }>({
  type: 'object',
  properties: { id: TEXT, type: TEXT, message: TEXT, error: TEXT, metadata: { type: 'object' } },
})

/**
 * Demands that the integration succeeded.
 * @throws {IntegrationError} with the message and metadata of its answer
 */
export const requireSuccess = (response: OperationResponse): OperationResponse => {
  const { status, body } = response
  if (status >= 200 && status < 300) return response
  const { error, ...rest } = errorBody.test(body) ? body : {}
  throw new IntegrationError(status, { message: error, ...rest })
}
