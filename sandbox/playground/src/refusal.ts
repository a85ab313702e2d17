import type { ActionResult } from './deps'

/** The answer to a request that is not carried out, in the shape of a failed action. */
export const refusal = (status: number, code: string, message: string): Response => {
  const result: ActionResult = { ok: false, error: { code, message, retryable: false } }
  return Response.json(result, { status })
}
