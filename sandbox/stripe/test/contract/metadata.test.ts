import { beforeAll, beforeEach, expect, test } from 'vitest'
import { resources } from '../../src/resources'
import { failure } from '../support/shop'
import { caseOf } from './cases'
import { parametersOf, resolve } from './samples'
import { type Contract, createContract } from './world'

/** Metadata of every operation that takes it. @see docs.stripe.com/metadata */

const routes = resources
  .flatMap((resource) => Object.keys(resource.routes))
  .filter((route) => Object.hasOwn(parametersOf(route)?.fields ?? {}, 'metadata'))

let world: Contract['world']
let methods: Contract['methods']
let begin: Contract['begin']
beforeAll(async () => {
  ;({ world, methods, begin } = await createContract())
})

beforeEach(() => world.shop.sandbox.restore(begin))

const call = async (route: string, metadata: unknown): Promise<Record<string, string> | undefined> => {
  const { ids, params } = caseOf(route, world.ids, world.now)
  const reply: unknown = await methods.get(route)?.call(world.shop.stripe, ids, { ...params, metadata })
  return typeof reply === 'object' && reply !== null ? Reflect.get(reply, 'metadata') : undefined
}

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, 'x']))

test('the operations that take metadata', () => {
  expect(routes).toHaveLength(53)
})

test.each(routes)('%s: 50 keys, of 40 characters, with values of 500', async (route) => {
  for (const [metadata, param] of [
    [{ ['k'.repeat(41)]: 'x' }, /^metadata/],
    [{ key: 'v'.repeat(501) }, /^metadata/],
    [many(51), /^metadata/],
  ] as const) {
    const { statusCode, param: named } = await failure(call(route, metadata))
    expect([statusCode, named]).toEqual([400, expect.stringMatching(param)])
    world.shop.sandbox.restore(begin)
  }
  // One of the objects has a key already.
  const largest = { ...many(48), ['k'.repeat(40)]: 'v'.repeat(500) }
  expect(await call(route, largest)).toMatchObject(largest)
})

const updates = routes.filter((route) => route.endsWith('{id}'))

test('the operations that change metadata', () => {
  expect(updates).toHaveLength(27)
})

test.each(updates)('%s: keys are merged, an empty value unsets one, an empty text all of them', async (route) => {
  const kept = await call(route, { a: '1', b: '2' })
  expect(kept).toMatchObject({ a: '1', b: '2' })
  expect(await call(route, { a: '', c: '3' })).toEqual({ ...withoutA(kept), c: '3' })
  // The types of some say that an empty text is none of theirs.
  const { k } = resolve(parametersOf(route)?.fields.metadata)
  if (k === 'u') expect(await call(route, '')).toEqual({})
  else expect((await failure(call(route, ''))).param).toBe('metadata')
})

const withoutA = ({ a: _, ...rest }: Record<string, string> = {}) => rest
