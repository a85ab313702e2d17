import { z } from '@botpress/sdk'
import { IntegrationError } from '../errors'
import { sha256 } from '../hash'
import { countInput } from './count'

/** Stripe's largest page, and what a list returns when no limit is given. */
const PAGE_SIZE = 100

/** What fits into a chat, or into what a language model reads. */
const SHORT_PAGE_SIZE = 10

const limitInput = (size: number) =>
  countInput(PAGE_SIZE).title('Limit').describe(`How many to return at most, 1 to ${PAGE_SIZE}. Default ${size}`)

/** The two optional inputs of the lists of the first release, which return whole pages. */
export const pageInput = {
  limit: limitInput(PAGE_SIZE),
  nextToken: z
    .string()
    .max(2000)
    .optional()
    .title('Next token')
    .describe('The nextToken of the previous answer, to get the page after it. Leave it out for the first page'),
}

/** The two optional inputs of every other list. With `default`, so that `readPage` needs not know which it is. */
export const shortPageInput = { ...pageInput, limit: limitInput(SHORT_PAGE_SIZE).default(SHORT_PAGE_SIZE) }

/** The optional output of every list. */
export const pageOutput = {
  nextToken: z
    .string()
    .optional()
    .title('Next token')
    .describe('Give it to the same action to get the next page. Absent on the last page'),
}

/** What a list action was asked for: the page, and the filters that the token belongs to. */
interface PageRequest {
  limit?: number | undefined
  nextToken?: string | undefined
}

const fingerprint = (action: string, filters: object) =>
  sha256(JSON.stringify([action, filters]), 'base64url').slice(0, 12)

const decode = (token: string): unknown => {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

/**
 * Reads one page of a Stripe list and says how to get the next.
 *
 * A token holds the place in the list and a fingerprint of the action and its filters, so that one from elsewhere is
 * refused and not misread.
 * @param action the action's name, and `filters` what the list is filtered by
 * @param read reads at most `limit` items after `cursor`; returns them with the cursor of the next page, if there is one
 * @throws {IntegrationError} invalid_next_token
 */
export const readPage = async <T>(
  action: string,
  filters: object,
  request: PageRequest,
  read: (page: { limit: number; cursor: string | undefined }) => Promise<{ items: T[]; next: string | undefined }>
): Promise<{ items: T[]; nextToken: string | undefined }> => {
  const mark = fingerprint(action, filters)
  const cursor = request.nextToken === undefined ? undefined : cursorOf(request.nextToken, mark)
  const page = await read({ limit: request.limit ?? PAGE_SIZE, cursor })
  const nextToken =
    page.next === undefined ? undefined : Buffer.from(JSON.stringify([mark, page.next])).toString('base64url')
  return { items: page.items, nextToken }
}

const cursorOf = (token: string, mark: string): string => {
  const decoded = decode(token)
  if (Array.isArray(decoded) && decoded.length === 2 && decoded[0] === mark && typeof decoded[1] === 'string') {
    return decoded[1]
  }
  throw new IntegrationError(
    'invalid_next_token',
    'nextToken: this is not a token this action gave for these filters. Use the nextToken of the previous answer unchanged, or leave it out.',
    { field: 'nextToken' }
  )
}

/** The next cursor of a list that Stripe pages by the ID of the last item. */
export const cursorAfter = (list: { data: Array<{ id: string }>; has_more: boolean }): string | undefined =>
  list.has_more ? list.data.at(-1)?.id : undefined
