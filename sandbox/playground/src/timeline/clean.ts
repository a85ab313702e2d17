import { withoutCardNumbers } from '@botpress-stripe/integration/card-guard'

/** Longer texts are cut off, longer lists and deeper objects too: the timeline stays in memory and on the page. */
const LONGEST_TEXT = 2_000
const LONGEST_LIST = 100
const DEEPEST = 12
/** How many values a payload holds at most. */
const MOST_VALUES = 3_000

const SECRETS: ReadonlyArray<[RegExp, string]> = [
  [/\b((?:sk|rk|pk|ek)_(?:test|live)_)[A-Za-z0-9_*.]*([A-Za-z0-9]{4})\b/g, '$1…$2'],
  [/\bwhsec_[A-Za-z0-9_+/=-]+/g, 'whsec_…'],
  [/\b((?:pi|seti|cs|src|vs|fcsess)_[A-Za-z0-9]+)_secret_[A-Za-z0-9_]+/g, '$1_secret_…'],
  [/\bBearer [\w.-]+/g, 'Bearer …'],
]

/** A text as the page may show it: without keys, secrets and card numbers. */
export const cleanText = (text: string): string => {
  const short = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (${text.length} characters)` : text
  return SECRETS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), withoutCardNumbers(short))
}

/** A payload as the page may show it and the timeline may keep it. */
export const clean = (payload: unknown): unknown => {
  let left = MOST_VALUES
  const walk = (value: unknown, depth: number): unknown => {
    left--
    if (typeof value === 'string') return cleanText(value)
    if (typeof value !== 'object' || value === null) return value
    if (depth > DEEPEST || left < 0) return '…'
    if (Array.isArray(value)) {
      const rest = value.length - LONGEST_LIST
      const shown = value.slice(0, LONGEST_LIST).map((item) => walk(item, depth + 1))
      return rest > 0 ? [...shown, `… (${rest} more)`] : shown
    }
    if (value instanceof Error) return { name: value.name, message: cleanText(value.message) }
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, part]) => part !== undefined)
        .map(([name, part]) => [name, walk(part, depth + 1)])
    )
  }
  return walk(payload, 0)
}
