import { BotpressError, IntegrationError } from '@botpress-stripe/sandbox-botpress'
import type { ActionError } from './api'

/** The facts that the integration adds to its sentence stand beside it on the page. */
const FACTS = / \(\w+; [^()]*\)$/

const fromIntegration = ({ message, metadata = {}, type }: IntegrationError): ActionError => {
  const { code, retryable, requestId, ...rest } = metadata
  return {
    message: message.replace(FACTS, ''),
    code: typeof code === 'string' ? code : type,
    ...(typeof retryable === 'boolean' && { retryable }),
    ...(typeof requestId === 'string' && { requestId }),
    ...(Object.keys(rest).length > 0 && { metadata: rest }),
  }
}

/** What the page shows of a failed action: the integration's own words, or Botpress' when it refused the call itself. */
export const toActionError = (error: unknown): ActionError => {
  if (error instanceof IntegrationError) return fromIntegration(error)
  if (error instanceof BotpressError) return { message: error.message, code: error.type, retryable: false }
  return { message: error instanceof Error ? error.message : String(error) }
}
