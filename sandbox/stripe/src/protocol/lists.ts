import type { Call } from '../sandbox'
import type { StoredObject } from '../store'
import { type List, listOf } from '../wire'
import { invalid, missingParam } from './errors'
import { idOf } from './find'

const DEFAULT_LIMIT = 10
const LARGEST_LIMIT = 100

/** The limit of a list request. @see docs.stripe.com/api/pagination */
export const limitOf = ({ params }: Pick<Call, 'params'>): number => {
  const { limit } = params
  if (limit === undefined) return DEFAULT_LIMIT
  if (typeof limit === 'number' && limit >= 1 && limit <= LARGEST_LIMIT) return limit
  throw invalid(`Invalid limit: must be between 1 and ${LARGEST_LIMIT}`, 'limit', 'parameter_invalid_integer')
}

type Range = number | { gt?: number; gte?: number; lt?: number; lte?: number } | undefined

/** Whether a moment is within what a filter says of it. */
export const inRange = (value: number | undefined, range: Range): boolean => {
  if (range === undefined) return true
  if (value === undefined) return false
  if (typeof range === 'number') return value === range
  const { gt, gte, lt, lte } = range
  return !(
    (gt !== undefined && value <= gt) ||
    (gte !== undefined && value < gte) ||
    (lt !== undefined && value >= lt) ||
    (lte !== undefined && value > lte)
  )
}

/**
 * Whether an object has the value of each of these parameters that was given. A field may hold an ID or the object.
 */
export const matching =
  (params: Record<string, unknown>, fields: readonly string[]) =>
  (object: object): boolean =>
    fields.every((field) => {
      const value: unknown = Reflect.get(object, field)
      return params[field] === undefined || params[field] === (idOf(value) ?? value)
    })

/** The cursors of a list request; at most one of them is given. */
const cursorsOf = ({ params }: Pick<Call, 'params'>): { after: string | undefined; before: string | undefined } => {
  const { starting_after: after, ending_before: before } = params
  if (after !== undefined && before !== undefined) {
    throw invalid(
      'Received both starting_after and ending_before parameters. Please pass in only one.',
      'starting_after'
    )
  }
  return {
    after: typeof after === 'string' ? after : undefined,
    before: typeof before === 'string' ? before : undefined,
  }
}

/**
 * One page of the objects that match, the newest first, also within one second. A cursor must name an object of the
 * list's type.
 * @param objects in the order they were made
 */
export const pageOf = <T extends StoredObject>(call: Call, objects: T[], url: string): List<T> => {
  const limit = limitOf(call)
  const newest = objects.filter(({ created }) => inRange(created, call.params.created as Range)).reverse()
  const { after, before } = cursorsOf(call)
  if (after !== undefined) return slice(newest.slice(indexOf(newest, after, 'starting_after') + 1), limit, url)
  if (before !== undefined) {
    const earlier = newest.slice(0, indexOf(newest, before, 'ending_before'))
    return listOf(earlier.slice(-limit), url, earlier.length > limit)
  }
  return slice(newest, limit, url)
}

const slice = <T>(objects: T[], limit: number, url: string): List<T> =>
  listOf(objects.slice(0, limit), url, objects.length > limit)

const indexOf = (objects: StoredObject[], id: string, param: string): number => {
  const index = objects.findIndex((object) => object.id === id)
  if (index < 0) throw missingParam(objects[0]?.object ?? 'object', id, param)
  return index
}

/** The first of the objects that match. */
const firstOf = <T extends StoredObject>(objects: Iterable<StoredObject>, count: number, matches: Matches<T>): T[] => {
  const found: T[] = []
  for (const object of objects) {
    if (matches(object as T)) found.push(object as T)
    if (found.length === count) break
  }
  return found
}

type Matches<T> = (object: T) => boolean

/** The same page of all objects of a type, of which there may be very many: only as many are looked at as it takes. */
export const pageOfType = <T extends StoredObject>(
  call: Call,
  type: string,
  matches: Matches<T>,
  url: string
): List<T> => {
  const { store } = call.env
  const limit = limitOf(call)
  const { after, before } = cursorsOf(call)
  const cursor = after ?? before
  if (cursor !== undefined && store.get(cursor)?.object !== type) {
    throw missingParam(type, cursor, after === undefined ? 'ending_before' : 'starting_after')
  }
  const wanted: Matches<T> = (object) => inRange(object.created, call.params.created as Range) && matches(object)
  if (before === undefined) return slice(firstOf(store.older(type, after), limit + 1, wanted), limit, url)
  const newer = firstOf(store.newer(type, before), limit + 1, wanted)
  return listOf(newer.slice(0, limit).reverse(), url, newer.length > limit)
}
