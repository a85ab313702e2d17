import type { StreamEvents } from './api'

type Name = keyof StreamEvents

/** Something that open pages are told. */
export interface News {
  name: Name
  /** By which a page that reconnects says what it has. */
  id?: string | undefined
  data: unknown
}

/** Tells open pages what happens. */
export const createHub = () => {
  const listeners = new Set<(news: News) => void>()
  return {
    tell: <Event extends Name>(name: Event, data: StreamEvents[Event], id?: string): void => {
      for (const listener of listeners) listener({ name, data, id })
    },
    subscribe: (listener: (news: News) => void): (() => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    listeners: (): number => listeners.size,
  }
}

export type Hub = ReturnType<typeof createHub>
