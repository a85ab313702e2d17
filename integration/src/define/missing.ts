/** Whether Botpress says that a state was never set. Its errors are told apart by their type. */
export const isMissing = (error: unknown): boolean => hasType(error, 'ResourceNotFound')

/** Whether Botpress says that a conversation, user or message no longer exists. */
export const isUnknownReference = (error: unknown): boolean => hasType(error, 'ReferenceNotFound')

const hasType = (error: unknown, type: string): boolean =>
  typeof error === 'object' && error !== null && 'type' in error && error.type === type
