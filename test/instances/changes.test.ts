import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../integration/src/clock'
import { createMemory } from '../../integration/src/memory'
import { createRedis } from '../../integration/src/shared/redis/index'
import { hasRedis, startRedis } from './support/redis'

const instance = (url: string) => {
  const said: string[] = []
  const shared = createRedis(url, { clock: systemClock, random: Math.random, say: (sentence) => said.push(sentence) })
  return { memory: shared.watched(createMemory(systemClock)), said }
}

/** News travels through Redis: it is there after a few turns. */
const eventually = async (isTrue: () => boolean): Promise<boolean> => {
  for (let turn = 0; turn < 300 && !isTrue(); turn++) await new Promise((resolve) => setTimeout(resolve, 10))
  return isTrue()
}

it.runIf(hasRedis)('what one instance changes, the others forget, and nothing else', async () => {
  const redis = await startRedis()
  onTestFinished(redis.close)
  const [one, other] = [instance(redis.url), instance(redis.url)]
  const listeners = () => redis.ask(async (client) => Number((await client.pubsub('NUMSUB', 'bp-stripe:changes'))[1]))
  one.memory.set('first', 'x')
  other.memory.set('first', 'x')
  let heard = 0
  while (heard < 2) heard = await listeners()
  // Who begins to listen has missed what was said before.
  for (const { memory } of [one, other]) expect(await eventually(() => memory.get('first') === undefined)).toBe(true)
  for (const { memory } of [one, other]) {
    memory.set('price', 'price_1')
    memory.set('product', 'prod_1')
  }
  one.memory.forget('price')
  expect(await eventually(() => other.memory.get('price') === undefined)).toBe(true)
  expect(other.memory.get('product')).toBe('prod_1')
  expect(one.memory.get('product')).toBe('prod_1')
  other.memory.set('product', 'prod_2')
  expect(await eventually(() => one.memory.get('product') === undefined)).toBe(true)
  expect(other.memory.get('product')).toBe('prod_2')
  expect([...one.said, ...other.said]).toEqual([])
})
