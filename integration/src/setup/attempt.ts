/** The result of work that may fail without failing what it is part of, or what went wrong. */
export const attempt = async <T>(work: () => Promise<T>): Promise<{ result?: T; problem?: unknown }> => {
  try {
    return { result: await work() }
  } catch (problem) {
    return { problem }
  }
}
