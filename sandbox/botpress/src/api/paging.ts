import { BotpressError } from '../errors'
import { type JsonSchema, queryValidator } from '../json-schema'
import { oneOf, TEXT } from './operation'

/** How many things a page has. What the cloud's pages have is not documented. */
export const PAGE_SIZE = 20

type DateField = 'createdAt' | 'updatedAt'

/** The part of a query that every list understands. */
export interface ListQuery {
  nextToken?: string
  afterDate?: string
  beforeDate?: string
  rangeField?: DateField
  sortField?: DateField
  sortDirection?: 'asc' | 'desc'
}

const DATE: JsonSchema = { type: 'string', format: 'date-time' }
const DATE_FIELD = oneOf('createdAt', 'updatedAt')

export const NEXT_TOKEN: Record<string, JsonSchema> = { nextToken: TEXT }
export const DATES: Record<string, JsonSchema> = { afterDate: DATE, beforeDate: DATE }
export const RANGE: Record<string, JsonSchema> = { rangeField: DATE_FIELD }
export const SORTING: Record<string, JsonSchema> = { sortField: DATE_FIELD, sortDirection: oneOf('asc', 'desc') }
export const TAG_FILTER: Record<string, JsonSchema> = {
  tags: { type: 'object', additionalProperties: { type: 'string' } },
}

interface Dated {
  id: string
  createdAt: string
  updatedAt?: string
}

const dateOf = (item: Dated, field: DateField = 'createdAt'): string => item[field] ?? item.createdAt

/** Where an item stands: ids of one kind are in the order in which they were made. */
const positionOf = (item: Dated, field: DateField | undefined): string => `${dateOf(item, field)} ${item.id}`

const position = queryValidator<string>({ type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\S+Z [a-z]+_\\w+$' })

const parseToken = (token: string): string => {
  const text = Buffer.from(token, 'base64url').toString()
  if (!position.test(text)) throw new BotpressError('InvalidQuery', `Invalid nextToken "${token}".`)
  return text
}

const inRange = (item: Dated, { afterDate, beforeDate, rangeField }: ListQuery): boolean => {
  const time = Date.parse(dateOf(item, rangeField))
  return (!afterDate || time > Date.parse(afterDate)) && (!beforeDate || time < Date.parse(beforeDate))
}

/**
 * One page of a list: the newest first unless the query says otherwise.
 * @throws {BotpressError} InvalidQuery for a token that is not ours
 */
export const page = <T extends Dated>(items: T[], query: ListQuery): { items: T[]; meta: { nextToken?: string } } => {
  const direction = query.sortDirection === 'asc' ? 1 : -1
  const compare = (a: string, b: string) => (a < b ? -direction : a > b ? direction : 0)
  const placed = items
    .filter((item) => inRange(item, query))
    .map((item) => ({ item, place: positionOf(item, query.sortField) }))
    .sort((a, b) => compare(a.place, b.place))
  const after = query.nextToken === undefined ? undefined : parseToken(query.nextToken)
  const rest = after === undefined ? placed : placed.filter(({ place }) => compare(place, after) > 0)
  const shown = rest.slice(0, PAGE_SIZE)
  const last = shown.at(-1)
  const nextToken = last && rest.length > shown.length ? Buffer.from(last.place).toString('base64url') : undefined
  return { items: shown.map(({ item }) => item), meta: nextToken === undefined ? {} : { nextToken } }
}
