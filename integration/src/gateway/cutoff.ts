/**
 * How a try that takes too long is ended. An `AbortSignal` would do the same, but has a native part that lives on until V8's
 * next large collection, with all it refers to: docs/adr/0012.
 */
export interface Cutoff {
  /** Why it was ended, once it was. */
  reason?: Error
  /** What is done when it is ended: the transport's business. */
  end?: (reason: Error) => void
}

/** Ends what the cutoff was given to. */
export const cutOff = (cutoff: Cutoff, reason: Error): void => {
  cutoff.reason = reason
  cutoff.end?.(reason)
}
