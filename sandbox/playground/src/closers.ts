/** Collects how to end what was started, and ends it in the opposite order, once. */
export const createClosers = () => {
  const closers: Array<() => Promise<void>> = []
  let closing: Promise<void> | undefined
  const closeAll = async (): Promise<void> => {
    for (const close of closers.toReversed()) await close()
  }
  return {
    defer: (close: () => Promise<void>): void => {
      closers.push(close)
    },
    close: (): Promise<void> => {
      closing ??= closeAll()
      return closing
    },
  }
}
