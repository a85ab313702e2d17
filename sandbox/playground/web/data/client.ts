/** What the server refused, in its own words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string
  ) {
    super(message)
  }
}

const isRefusal = (body: unknown): body is { error: { code: string; message: string } } =>
  typeof body === 'object' && body !== null && 'error' in body

const send = async (path: string, init?: RequestInit): Promise<Response> => {
  try {
    return await fetch(path, init)
  } catch {
    throw new Refusal(0, 'unreachable', 'The playground does not answer. Is npm start still running in the terminal?')
  }
}

const refuse = async (response: Response): Promise<never> => {
  const body: unknown = await response.json().catch(() => undefined)
  if (isRefusal(body)) throw new Refusal(response.status, body.error.code, body.error.message)
  throw new Refusal(response.status, 'failed', `The playground answered ${response.status}.`)
}

/**
 * Asks the playground's server. The types are those of `src/api.ts`, which both sides are compiled with.
 * @throws Refusal
 */
export const ask = async <Answer>(path: string, init?: RequestInit): Promise<Answer> => {
  const response = await send(path, init)
  if (!response.ok) return refuse(response)
  return response.status === 204 ? (undefined as Answer) : ((await response.json()) as Answer)
}

/** As `ask`, with a JSON body. */
export const tell = <Answer>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> =>
  ask(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

/** As `ask`, for a document. */
export const askText = async (path: string): Promise<string> => {
  const response = await send(path)
  return response.ok ? response.text() : refuse(response)
}
