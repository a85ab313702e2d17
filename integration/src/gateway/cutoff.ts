/**
 * How a try that takes too long is ended. An `AbortSignal` would do the same, and costs a call to Stripe as much as half
 * of all the stages.
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
