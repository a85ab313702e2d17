import { beforeAll, expect, test } from 'vitest'
import { isExpandable } from '../../src/protocol/expandable'
import { operations } from '../../src/protocol/parameters'
import { resources } from '../../src/resources'
import { failure } from '../support/shop'
import { caseOf } from './cases'
import { parametersOf } from './samples'
import { type Contract, createContract } from './world'

/** What may be expanded, of every operation that takes `expand`, whether or not there is something to show. */

const routes = resources
  .flatMap((resource) => Object.keys(resource.routes))
  .filter((route) => Object.hasOwn(parametersOf(route)?.fields ?? {}, 'expand'))

const ID = /^[a-z_]+_[A-Za-z0-9]{14,}$/

let world: Contract['world']
let methods: Contract['methods']
let begin: Contract['begin']
beforeAll(async () => {
  ;({ world, methods, begin } = await createContract())
})

const call = async (route: string, expand: string[]): Promise<object> => {
  world.shop.sandbox.restore(begin)
  const { ids, params } = caseOf(route, world.ids, world.now)
  const reply: unknown = await methods.get(route)?.call(world.shop.stripe, ids, { ...params, expand })
  return typeof reply === 'object' && reply !== null ? reply : {}
}

/** As in the tables: `GET /v1/charges/{charge}`. */
const operationOf = (route: string): string => {
  const keys = operations().map(({ method, path }) => `${method} ${path}`)
  return keys.find((key) => key.replace(/\{\w+\}/g, '{id}') === route) ?? ''
}

const isList = (reply: object): reply is { data: object[] } => Array.isArray(Reflect.get(reply, 'data'))

test('an unknown property is refused, with the path', async () => {
  for (const route of routes) {
    for (const path of ['colour', 'data.colour', 'object']) {
      const error = await failure(call(route, [path]))
      expect([route, error.statusCode, error.param]).toEqual([route, 400, 'expand'])
      expect(error.message).toBe(`This property cannot be expanded (${path}).`)
    }
    const error = await failure(call(route, ['a.b.c.d.e']))
    expect(error.message).toBe('You cannot expand more than 4 levels of a property')
  }
  expect(routes).toHaveLength(162)
})

test('in an empty list, too, and where there is nothing', async () => {
  const { client } = world.shop
  const live = client('sk_live_fake_sandbox')
  expect((await live.customers.list({ expand: ['data.default_source'] })).data).toEqual([])
  for (const path of ['data.colour', 'data.email', 'data.created', 'has_more']) {
    const error = await failure(live.prices.list({ expand: [path] }))
    expect([path, error.statusCode, error.param]).toEqual([path, 400, 'expand'])
  }
})

test('every ID of an object that there is becomes the object', async () => {
  let [count, plain] = [0, 0]
  const stored = new Set(begin.test.objects.map(({ id }) => id))
  for (const route of routes.filter((name) => name.startsWith('GET'))) {
    const reply = await call(route, [])
    const [object] = isList(reply) ? reply.data : [reply]
    for (const [name, value] of Object.entries(object ?? {})) {
      if (name === 'id' || typeof value !== 'string' || !ID.test(value) || !stored.has(value)) continue
      const path = isList(reply) ? `data.${name}` : name
      // IDs that the types know as nothing but texts, such as a charge's payment method.
      if (!isExpandable(operationOf(route), path.split('.'))) {
        expect((await failure(call(route, [path]))).message).toBe(`This property cannot be expanded (${path}).`)
        plain++
        continue
      }
      const expanded = await call(route, [path])
      const [shown] = isList(expanded) ? expanded.data : [expanded]
      expect([route, name, shown && Reflect.get(shown, name)]).toEqual([
        route,
        name,
        expect.objectContaining({ id: value }),
      ])
      count++
    }
  }
  expect([count, plain]).toEqual([68, 4])
})
