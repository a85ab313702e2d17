import { refusal } from '../refusal'

const parse = async (request: Request): Promise<Record<string, unknown> | undefined> => {
  try {
    const body: unknown = await request.json()
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined
  } catch {
    return undefined
  }
}

/**
 * The JSON object that a request holds, or the answer that refuses it.
 * @param what says what the object is, for the refusal
 */
export const readJson = async (request: Request, what: string): Promise<Record<string, unknown> | Response> => {
  // Another page's form can be sent without asking, but never with this type.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? '')) {
    return refusal(415, 'json_expected', 'Send the body as application/json.')
  }
  return (await parse(request)) ?? refusal(400, 'json_expected', `The body must be a JSON object: ${what}.`)
}
