import { createIds } from './ids'
import type { Scene } from './sandbox'
import type { Store, StoredObject } from './store'

/** A store over another one: what is written to it stays in it. */
const overlay = (base: Store): Store => {
  const own = new Map<string, StoredObject>()
  const put = <T extends StoredObject>(object: T): T => {
    own.set(object.id, object)
    return object
  }
  const all = (type: string): StoredObject[] => {
    const known = new Set(base.all(type).map(({ id }) => id))
    const added = [...own.values()].filter(({ id, object }) => object === type && !known.has(id))
    return [...base.all(type).map((object) => own.get(object.id) ?? object), ...added].filter(({ deleted }) => !deleted)
  }
  return {
    ...{ insert: put, replace: put, all, indexed: all },
    older: (type, than) => {
      const objects = all(type)
      const place = than === undefined ? objects.length : objects.findIndex(({ id }) => id === than)
      return objects.slice(0, Math.max(0, place)).reverse()
    },
    newer: (type, than) => {
      const objects = all(type)
      const place = objects.findIndex(({ id }) => id === than)
      return place < 0 ? [] : objects.slice(place + 1)
    },
    where: (type, field, value) =>
      all(type).filter((object) => String(Reflect.get(object, field)).toLowerCase() === value.toLowerCase()),
    count: (type) => all(type).length,
    remove: (id) => {
      const object = own.get(id) ?? base.get(id)
      if (object) put({ id, object: object.object, deleted: true })
    },
    get: (id) => own.get(id) ?? base.get(id),
    load: put,
    everything: () => [...own.values()],
  }
}

/**
 * The account as it is, to try something in: nothing that is done there is kept, told to anybody or goes on later. What
 * a preview shows is therefore what the change does.
 * @param moment when it is done, in seconds since 1970. Default: now
 */
export const rehearsal = ({ sandbox, env, clock = sandbox.clock }: Scene, moment?: number): Scene => {
  const now = moment === undefined ? clock.now() : moment * 1000
  return {
    sandbox: {
      ...sandbox,
      ids: createIds('rehearsal'),
      clock: { now: () => now, sleep: () => new Promise(() => undefined) },
      deliver: async () => new Response(''),
      ...{ publish: () => undefined, background: () => undefined },
    },
    env: {
      ...env,
      store: overlay(env.store),
      agenda: { plan: () => undefined, list: () => [], load: () => undefined, stop: () => undefined },
      ...{ secrets: new Map(), cards: new Map(env.cards), coupons: new Map(env.coupons) },
      detached: new Map(env.detached),
      ...{ lineItems: new Map(env.lineItems), plans: new Map(env.plans), answers: new Map() },
      recorded: new Map(),
    },
    ...{ requestId: null, idempotencyKey: undefined },
  }
}
