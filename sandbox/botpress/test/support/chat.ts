/** One frame of the stream. */
export interface ReceivedFrame {
  type: string
  data: Record<string, unknown>
}

interface Wire {
  id: string
  userId: string
  isBot: boolean
  payload: { type: string; text?: string } & Record<string, unknown>
  metadata?: { clientMessageId?: string }
}

/** What the first frame holds. */
export interface Init {
  conversation: { id: string }
  user: { id: string; userKey: string }
  messages: Wire[]
  participants: Array<{ id: string }>
}

const parse = (text: string): ReceivedFrame[] =>
  text
    .split('\n\n')
    .filter((part) => part.startsWith('data: '))
    .map((part) => JSON.parse(part.slice('data: '.length)))

/** Reads a stream of server-sent events frame by frame. */
const readFrames = (response: Response) => {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let [rest, frames]: [string, ReceivedFrame[]] = ['', []]
  return {
    async next(): Promise<ReceivedFrame | undefined> {
      while (frames.length === 0) {
        const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
        if (done) return undefined
        const text = rest + decoder.decode(value, { stream: true })
        const end = text.lastIndexOf('\n\n') + 2
        frames = parse(text.slice(0, end))
        rest = text.slice(end)
      }
      return frames.shift()
    },
    close: () => reader?.cancel(),
  }
}

/** A window of the web chat, as its page uses the backend. */
export const openChat = async (url: string, clientId: string, again?: { key: string; conversationId?: string }) => {
  const query = again?.conversationId === undefined ? '' : `?conversationId=${again.conversationId}`
  const response = await fetch(`${url}/${clientId}/initialize${query}`, {
    headers: again ? { 'x-user-key': again.key } : {},
  })
  const stream = readFrames(response)
  const first = await stream.next()
  const init = first?.data as unknown as Init
  const request = (method: string, path: string, body?: unknown, key = init.user.userKey) =>
    fetch(`${url}/${clientId}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-user-key': key },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  return {
    ...{ init, first, request, response, next: stream.next, close: stream.close },
    conversationId: init.conversation.id,
    key: init.user.userKey,
    say: (text: string, metadata?: object) =>
      request('POST', '/messages', {
        conversationId: init.conversation.id,
        payload: { type: 'text', text },
        ...(metadata && { metadata }),
      }),
  }
}

export type Chat = Awaited<ReturnType<typeof openChat>>
