import type { FeedEntry, PlaygroundDeps } from './deps'

const frame = (entry: FeedEntry): string => `id: ${entry.id}\ndata: ${JSON.stringify(entry)}\n\n`

/**
 * The feed as server-sent events: what happened so far, then everything as it happens.
 * @param lastId the last entry that a reconnecting page has; it gets those after it, or all when it is not known
 */
export const eventStream = ({ history, subscribe }: Pick<PlaygroundDeps, 'history' | 'subscribe'>, lastId?: string) => {
  const encoder = new TextEncoder()
  let stop = (): void => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const entries = history()
      const known = entries.findIndex(({ id }) => id === lastId)
      const send = (text: string) => controller.enqueue(encoder.encode(text))
      send(
        `retry: 1000\n\n${entries
          .slice(known + 1)
          .map(frame)
          .join('')}`
      )
      stop = subscribe((entry) => send(frame(entry)))
    },
    cancel: () => stop(),
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
}
