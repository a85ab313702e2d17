import { describe, expect, it } from 'vitest'
import { readPage } from '../../src/define/page'

const numbers = Array.from({ length: 250 }, (_, index) => `id_${index}`)

const read = async ({ limit, cursor }: { limit: number; cursor: string | undefined }) => {
  const from = cursor === undefined ? 0 : numbers.indexOf(cursor) + 1
  const items = numbers.slice(from, from + limit)
  return { items, next: from + limit < numbers.length ? items.at(-1) : undefined }
}

describe('readPage', () => {
  it('reads everything once, page by page, 100 at a time', async () => {
    const seen: string[] = []
    let nextToken: string | undefined
    let pages = 0
    do {
      const page = await readPage('list', {}, { nextToken }, read)
      seen.push(...page.items)
      nextToken = page.nextToken
      pages++
    } while (nextToken)
    expect(seen).toEqual(numbers)
    expect(pages).toBe(3)
  })

  it('refuses a token that is damaged, or of another action or filter', async () => {
    const { nextToken } = await readPage('list', { email: 'a@example.com' }, { limit: 10 }, read)
    const broken = ['', 'x', '%%%', `${nextToken}x`, Buffer.from('[1,2]').toString('base64url'), 'e30']
    for (const token of broken) {
      await expect(readPage('list', { email: 'a@example.com' }, { nextToken: token }, read)).rejects.toThrow(
        /nextToken/
      )
    }
    await expect(readPage('other', { email: 'a@example.com' }, { nextToken }, read)).rejects.toThrow(/nextToken/)
    await expect(readPage('list', {}, { nextToken }, read)).rejects.toThrow(/nextToken/)
  })
})
