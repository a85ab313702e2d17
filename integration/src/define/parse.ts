import type { z } from '@botpress/sdk'
import { refuseCardNumbers } from '../card-guard'
import { IntegrationError, invalidInput } from '../errors'

/**
 * Parses what a bot or a language model sent. Botpress' SDK does not: defaults and limits are ours.
 * An explicit null counts as a field that was left out, as language models write it.
 * @throws {IntegrationError} invalid_input naming the first field at fault; card_number_refused
 */
export const parseInput = <Schema extends z.AnyZodObject>(schema: Schema, raw: unknown): z.output<Schema> => {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw invalidInput('input', 'must be an object with the fields of this action.')
  }
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null))
  refuseUnsendable(given, [])
  refuseCardNumbers(given)
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const path = issue?.path ?? []
  throw invalidInput(fieldName(path), sentenceOf(issue, valueAt(given, path)))
}

/**
 * Parses what an action is about to return, so that a bot gets what the definition promises.
 * @throws {IntegrationError} internal, since it is our mistake
 */
export const parseOutput = <Schema extends z.AnyZodObject>(schema: Schema, output: unknown): z.output<Schema> => {
  const result = schema.safeParse(output)
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => fieldName(issue.path)).join(', ')
  throw new IntegrationError('internal', `The result does not have the promised shape (${fields}).`)
}

const fieldName = (path: ReadonlyArray<string | number>): string =>
  path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name ? `${name}.${part}` : part),
    ''
  ) || 'input'

const valueAt = (value: unknown, path: ReadonlyArray<string | number>): unknown =>
  path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    value
  )

const sentenceOf = (issue: z.ZodIssue | undefined, value: unknown): string => {
  if (!issue) return 'is not valid.'
  if (value === undefined) return 'is required.'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}, not ${article(issue.received)}.`
    case 'invalid_enum_value':
      return `must be one of ${issue.options.join(', ')}.`
    case 'too_big':
      return `must be at most ${issue.maximum}${issue.type === 'string' ? ' characters long' : ''}.`
    case 'too_small':
      return `must be at least ${issue.minimum}${issue.type === 'string' ? ' characters long' : ''}.`
    case 'invalid_string':
      return issue.validation === 'email'
        ? 'is not an e-mail address.'
        : /url$/i.test(String(issue.path.at(-1)))
          ? 'is not an address that begins with https://.'
          : 'has characters that cannot stand here: letters, digits, _ and - only.'
    default:
      return `${issue.message}.`
  }
}

const article = (type: string): string => {
  if (type === 'float') return 'a number with decimals'
  return /^[aeiou]/.test(type) ? `an ${type}` : type === 'undefined' ? 'missing' : `a ${type}`
}

/** Control characters but tab and line breaks; half surrogate pairs, which cannot be encoded for a request. */
const hasUnsendable = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 32 ? code !== 9 && code !== 10 && code !== 13 : code === 127) return true
    if (code >= 0xd800 && code <= 0xdbff) {
      const next = text.charCodeAt(++index)
      if (!(next >= 0xdc00 && next <= 0xdfff)) return true
    } else if (code >= 0xdc00 && code <= 0xdfff) return true
  }
  return false
}

/** Far above what any field takes; keeps the check itself cheap. */
const LONGEST_TEXT = 100_000

const refuseUnsendable = (value: unknown, path: Array<string | number>): void => {
  if (typeof value === 'string') {
    if (value.length > LONGEST_TEXT) throw invalidInput(fieldName(path), 'is too long.')
    if (hasUnsendable(value)) throw invalidInput(fieldName(path), 'has control characters or broken text. Remove them.')
    return
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseUnsendable(item, [...path, index])
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) refuseUnsendable(item, [...path, key])
  }
}
