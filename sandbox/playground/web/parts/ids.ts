/** What Stripe's IDs begin with, as far as the embedded Stripe makes them. */
const OBJECT_ID =
  /^(?:acct|bpc|bps|card|ch|cn|cs|cus|dp|du|evt|ii|il|in|link|mbur|pi|plink|pm|po|price|prod|promo|py|pyr|re|seti|sched|shr|si|sub|sub_sched|tr|txcd|txn|txr|we)_[A-Za-z0-9_]{4,}$/

export const isObjectId = (value: unknown): value is string => typeof value === 'string' && OBJECT_ID.test(value)

/** Everything in a value that satisfies, each once, in order. */
const collect = <Found>(value: unknown, isWanted: (value: unknown) => value is Found): Found[] => {
  const found = new Set<Found>()
  const walk = (part: unknown): void => {
    if (isWanted(part)) found.add(part)
    else if (typeof part === 'object' && part !== null) for (const inner of Object.values(part)) walk(inner)
  }
  walk(value)
  return [...found]
}

/** The IDs of Stripe's objects that a value names. */
export const objectIdsIn = (value: unknown): string[] => collect(value, isObjectId)

const isAddress = (value: unknown): value is string => typeof value === 'string' && /^https?:\/\/\S+$/.test(value)

/** The pages in an answer where a customer pays or manages: Stripe's own, or those of the embedded one. */
export const hostedPagesIn = (value: unknown, stripeUrl: string | undefined): string[] =>
  collect(value, isAddress).filter((address) =>
    stripeUrl === undefined ? new URL(address).hostname.endsWith('.stripe.com') : address.startsWith(stripeUrl)
  )
