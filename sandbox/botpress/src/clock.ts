/** Time as a parameter, so that tests never wait. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after `ms` milliseconds, or rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      const timer = setTimeout(resolve, ms)
      signal?.addEventListener(
        'abort',
        () => {
          clearTimeout(timer)
          reject(signal.reason)
        },
        { once: true }
      )
    }),
}

/**
 * Ends a piece of work that takes too long.
 * @param work gets a signal that is aborted when the time is up
 * @param expired makes the error that is thrown then
 */
export const withTimeLimit = async <T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  expired: () => Error
): Promise<T> => {
  const done = new AbortController()
  const overdue = new AbortController()
  const limit = clock.sleep(ms, done.signal).then(
    () => {
      const error = expired()
      overdue.abort(error)
      throw error
    },
    // The work was done in time; nobody waits for the limit any more.
    () => new Promise<never>(() => {})
  )
  try {
    return await Promise.race([work(overdue.signal), limit])
  } finally {
    done.abort()
  }
}
