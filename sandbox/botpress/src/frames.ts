/** Something that the web chat's page is told, as it parses it. */
export interface Frame {
  type: string
  data: unknown
}

interface Listener {
  send(frame: Frame): void
  end(): void
}

/** Who listens to which conversation. */
export interface Frames {
  send(conversationId: string, frame: Frame): void
  /** @returns what ends it */
  listen(conversationId: string, listener: Listener): () => void
  /** Ends all streams: what they told of is gone. */
  end(): void
}

/** Hands frames to the streams of their conversation. */
export const createFrames = (): Frames => {
  const listeners = new Map<Listener, string>()
  const leave = (listener: Listener) => void listeners.delete(listener)
  return {
    send(conversationId, frame) {
      for (const [listener, id] of listeners) if (id === conversationId) listener.send(frame)
    },
    listen(conversationId, listener) {
      listeners.set(listener, conversationId)
      return () => leave(listener)
    },
    end() {
      for (const listener of [...listeners.keys()]) {
        leave(listener)
        listener.end()
      }
    },
  }
}
