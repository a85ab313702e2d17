import type { Hub, News } from './hub'
import type { Timeline } from './timeline/timeline'

const frame = ({ name, id, data }: News): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`

/** Proxies and browsers give up on a connection that says nothing. Milliseconds. */
const PULSE = 20_000

/**
 * What happens, as server-sent events.
 * @param lastId the last event that a reconnecting page has; it gets what came after it, first
 */
export const eventStream = (hub: Hub, timeline: Timeline, lastId: string | undefined): Response => {
  const encoder = new TextEncoder()
  let stop = (): void => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text))
      send(`retry: 1000\n\n`)
      for (const told of lastId === undefined ? [] : timeline.since(lastId)) {
        send(frame({ name: 'entry', id: timeline.eventId(told), data: told.entry }))
      }
      const pulse = setInterval(() => send(': here\n\n'), PULSE)
      const end = hub.subscribe((news) => send(frame(news)))
      stop = () => {
        clearInterval(pulse)
        end()
      }
    },
    cancel: () => stop(),
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
}
