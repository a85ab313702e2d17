/** What IDs of Stripe's look like: a short word, and random letters and digits with at least one digit or capital. */
const STRIPE_ID = /^[a-z]{2,8}_(?:test_|live_)?(?=[A-Za-z0-9]*[A-Z0-9])[A-Za-z0-9]{8,}$/

/** IDs that open nothing: requests, secrets, and Botpress' own, which are in capitals. */
const NO_OBJECT = /^(req|whsec|sk|rk|pk)_|_[0-9A-Z]{26}$/

/** More would be a list, not what something is about. */
const MOST = 12

/** Stripe's IDs anywhere in a value, each once. */
export const idsIn = (value: unknown, most = MOST): string[] => {
  const found = new Set<string>()
  const walk = (part: unknown, depth: number): void => {
    if (found.size >= most || depth > 8) return
    if (typeof part === 'string') {
      if (STRIPE_ID.test(part) && !NO_OBJECT.test(part)) found.add(part)
    } else if (typeof part === 'object' && part !== null) {
      for (const inner of Object.values(part)) walk(inner, depth + 1)
    }
  }
  walk(value, 0)
  return [...found]
}
