import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, it } from 'vitest'
import { openShop, type Shop } from './support/shop'
import { play } from './support/story'

const folder = join(import.meta.dirname, 'stories')

const stories = readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .map((file): [string, string] => [file.replace(/\.txt$/, ''), readFileSync(join(folder, file), 'utf8')])

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
  await shop.configure({})
})
afterEach(async () => {
  shop.setDown(false)
  shop.entries.length = 0
  await shop.configure({})
})
afterAll(() => shop.close())

describe('the shop bot', () => {
  it.each(stories)('%s', (name, text) => play(shop, name, text))
})
