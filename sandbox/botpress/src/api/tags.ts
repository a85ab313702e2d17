import { BotpressError, type ErrorType } from '../errors'
import { type Caller, kindOf } from '../runtime'

export type Tags = Record<string, string>

/**
 * Refuses tags that the definition does not declare.
 * @param what whose tags, for the message
 */
export const refuseUndeclared = (
  names: Iterable<string>,
  declared: ReadonlySet<string>,
  what: string,
  caller: Caller,
  error: ErrorType = 'InvalidPayload'
): void => {
  const unknown = [...names].filter((name) => !declared.has(name))
  if (unknown.length === 0) return
  const list = unknown.map((name) => `"${name}"`).join(', ')
  throw new BotpressError(error, `The definition of the ${kindOf(caller)} declares no ${what} tag ${list}.`)
}

/** Tags after a change: an empty value unsets one. */
export const mergeTags = (tags: Tags, changes: Tags = {}): Tags =>
  Object.fromEntries(Object.entries({ ...tags, ...changes }).filter(([, value]) => value !== ''))

/** Whether all the tags of a filter are there with the same values. */
export const hasTags = (tags: Tags, filter: Tags = {}): boolean =>
  Object.entries(filter).every(([name, value]) => tags[name] === value)

/**
 * Whether something is what "get or create" looks for.
 * @param discriminateByTags the tags that are compared; without it all must be the same, on both sides
 */
export const matchesTags = (tags: Tags, wanted: Tags, discriminateByTags?: string[]): boolean => {
  const names = discriminateByTags ?? [...Object.keys(tags), ...Object.keys(wanted)]
  // A tag with an empty value is one that is not there.
  return names.every((name) => (tags[name] ?? '') === (wanted[name] ?? ''))
}
