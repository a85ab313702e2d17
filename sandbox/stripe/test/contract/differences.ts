import { isDeepStrictEqual } from 'node:util'

type Fields = Record<string, unknown>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What was different before, as Stripe tells it: of an object only the fields that changed, of a list all of it, and null
 * for what was not there.
 */
export const differenceOf = (before: object, after: object): Fields => {
  const names = [...Object.keys(before), ...Object.keys(after)]
  const changed = names.filter((name) => !isDeepStrictEqual(Reflect.get(before, name), Reflect.get(after, name)))
  return Object.fromEntries(
    changed.map((name) => {
      const [old, now]: [unknown, unknown] = [Reflect.get(before, name), Reflect.get(after, name)]
      return [name, isFields(old) && isFields(now) ? differenceOf(old, now) : (old ?? null)]
    })
  )
}
