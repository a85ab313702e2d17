/** Whether Botpress says that a state was never set. Its errors are told apart by their type. */
export const isMissing = (error: unknown): boolean => hasType(error, 'ResourceNotFound')

/** Whether Botpress says that a conversation, user or message no longer exists. */
export const isUnknownReference = (error: unknown): boolean => hasType(error, 'ReferenceNotFound')

/** Whether Botpress surely did not do what it was asked for. After any other error it may have. */
export const isRefused = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  typeof error.code === 'number' &&
  error.code >= 400 &&
  error.code < 500

const hasType = (error: unknown, type: string): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === type
