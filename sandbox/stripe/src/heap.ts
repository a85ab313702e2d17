/** A queue whose first is always the smallest. */
export const createHeap = <T>(isBefore: (a: T, b: T) => boolean) => {
  const items: T[] = []
  const swapIfBefore = (lower: number, upper: number): boolean => {
    const [a, b] = [items[lower], items[upper]]
    if (a === undefined || b === undefined || !isBefore(a, b)) return false
    items[lower] = b
    items[upper] = a
    return true
  }
  return {
    first: (): T | undefined => items[0],
    push: (item: T): void => {
      let place = items.push(item) - 1
      while (place > 0 && swapIfBefore(place, (place - 1) >> 1)) place = (place - 1) >> 1
    },
    pop: (): T | undefined => {
      const [first] = items
      const last = items.pop()
      if (items.length === 0 || last === undefined) return first
      items[0] = last
      for (let place = 0; ; ) {
        const [left, right] = [items[2 * place + 1], items[2 * place + 2]]
        if (left === undefined) return first
        const next = 2 * place + (right !== undefined && isBefore(right, left) ? 2 : 1)
        if (!swapIfBefore(next, place)) return first
        place = next
      }
    },
  }
}
