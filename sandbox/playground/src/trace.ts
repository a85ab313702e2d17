import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { createBounded } from '@botpress-stripe/integration/bounded'
import type { CallInfo } from './api'

/** A piece of work, and what the entries of the timeline that it leads to follow from. */
export interface Work {
  causeId?: string | undefined
  conversationId?: string | undefined
  /** Whose request it is. */
  client?: 'integration' | 'bot' | undefined
  /** The entry of the action or of the webhook that is handed to the integration in it, once it is. */
  handedId?: string | undefined
  /** What the installation is configured with for it, on top of what it is configured with. */
  configuration?: Record<string, unknown> | undefined
  /** The calls to Stripe that the integration made for it. */
  calls?: CallInfo[] | undefined
}

/** Far more than are under way at once. */
const KEPT_SPANS = 5_000

const spanOf = (traceparent: string | null | undefined): string | undefined =>
  /^00-[0-9a-f]{32}-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(traceparent ?? '')?.[1]

/**
 * Follows work from one process to the next and back, by the header that tracing systems use: `traceparent`.
 * @see w3.org/TR/trace-context
 */
export const createTraces = () => {
  const storage = new AsyncLocalStorage<Work>()
  const spans = createBounded<Work>(KEPT_SPANS)
  return {
    /** Does something as a part of some work: whatever it leads to knows the work. */
    run: <T>(work: Work, run: () => T): T => storage.run(work, run),
    current: (): Work | undefined => storage.getStore(),
    /** The header for a request that is part of some work. */
    headerFor: (work: Work): string => {
      const span = randomBytes(8).toString('hex')
      spans.set(span, work)
      return `00-${randomBytes(16).toString('hex')}-${span}-01`
    },
    /** The work that a request is part of. */
    find: (traceparent: string | null | undefined): Work | undefined => {
      const span = spanOf(traceparent)
      return span === undefined ? undefined : spans.get(span)
    },
  }
}

export type Traces = ReturnType<typeof createTraces>
