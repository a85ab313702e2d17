import { invalid } from './errors'

type Metadata = Record<string, string>

/** @see docs.stripe.com/metadata */
const MOST_KEYS = 50
const LONGEST_KEY = 40
const LONGEST_VALUE = 500

/**
 * The metadata after a change: keys are merged, an empty value unsets its key, an empty string in place of everything
 * unsets all.
 */
export const mergeMetadata = (before: Metadata | null | undefined, change: unknown, param = 'metadata'): Metadata => {
  if (change === undefined) return { ...before }
  if (change === '') return {}
  const merged: Metadata = { ...before }
  for (const [key, value] of Object.entries(change as Metadata)) {
    if (key.length > LONGEST_KEY) {
      throw invalid(`Invalid metadata key: ${key}. Keys can have at most ${LONGEST_KEY} characters.`, param)
    }
    if (String(value).length > LONGEST_VALUE) {
      throw invalid(
        `Metadata values can have up to ${LONGEST_VALUE} characters, but you passed in a value that is ${String(value).length} characters. Invalid value: ${String(value).slice(0, 20)}...`,
        `${param}[${key}]`
      )
    }
    if (value === '') delete merged[key]
    else merged[key] = String(value)
  }
  if (Object.keys(merged).length > MOST_KEYS) {
    throw invalid(`Metadata can have at most ${MOST_KEYS} keys.`, param)
  }
  return merged
}
