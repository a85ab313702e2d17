import type { Clock } from '../../integration/src/clock'

interface Timer {
  at: number
  /** Timers of the same moment go in the order they were set. */
  order: number
  run: (() => void) | undefined
}

const isBefore = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

/** The timers, the next one first: a binary heap, since ten thousand instances have as many of them. */
const createHeap = () => {
  const heap: Timer[] = []
  const swap = (a: number, b: number): void => {
    const [one, other] = [heap[a], heap[b]]
    if (one && other) [heap[a], heap[b]] = [other, one]
  }
  const isOrdered = (above: number, below: number): boolean => {
    const [upper, lower] = [heap[above], heap[below]]
    return !upper || !lower || !isBefore(lower, upper)
  }
  return {
    push: (timer: Timer): void => {
      heap.push(timer)
      for (let at = heap.length - 1; at > 0 && !isOrdered((at - 1) >> 1, at); at = (at - 1) >> 1)
        swap((at - 1) >> 1, at)
    },
    pop: (): Timer | undefined => {
      swap(0, heap.length - 1)
      const first = heap.pop()
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2]
        const smaller = right < heap.length && !isOrdered(left, right) ? right : left
        if (smaller >= heap.length || isOrdered(at, smaller)) return first
        swap(at, smaller)
        at = smaller
      }
    },
  }
}

/** A clock that jumps from timer to timer. */
export const createSimulatedClock = (start = 1_800_000_000_000) => {
  const heap = createHeap()
  let [now, order] = [start, 0]
  const after: Clock['after'] = (ms, run) => {
    const timer: Timer = { at: now + Math.max(0, ms), order: order++, run }
    heap.push(timer)
    return () => {
      timer.run = undefined
    }
  }
  const clock: Clock = {
    now: () => now,
    after,
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
  }
  /** Lets time go on until the work is done. */
  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let isDone = false
    work.finally(() => {
      isDone = true
    })
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve))
      const timer = isDone ? undefined : heap.pop()
      if (!timer) continue
      now = Math.max(now, timer.at)
      timer.run?.()
    }
    return work
  }
  return { clock, drive }
}
