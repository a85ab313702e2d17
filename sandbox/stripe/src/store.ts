import type { Wire } from './wire'

/** Anything the API shows: it has an ID and says what it is. */
export type StoredObject = { id: string; object: string; created?: number; deleted?: unknown }

interface Version {
  at: number
  object: StoredObject
}

/** The objects of one mode: by type, the newest last, and all by their ID. */
export interface Store {
  insert<T extends StoredObject>(object: T): T
  /** Replaces an object by its changed form. */
  replace<T extends StoredObject>(object: T): T
  /** Leaves a stub that says it was deleted. */
  remove(id: string): void
  get(id: string): StoredObject | undefined
  /** All objects of a type, in the order they were made; deleted ones are not among them. */
  all(type: string): StoredObject[]
  /** What search sees: the objects as they were `lag` milliseconds ago. */
  indexed(type: string, lag: number): StoredObject[]
}

/** @param now milliseconds since 1970 */
export const createStore = (now: () => number, lag: number): Store => {
  const byId = new Map<string, StoredObject>()
  const byType = new Map<string, Map<string, StoredObject>>()
  const history = new Map<string, Version[]>()

  const typeMap = (type: string) => {
    const map = byType.get(type) ?? new Map<string, StoredObject>()
    byType.set(type, map)
    return map
  }

  /** Versions are kept only while search may still have to show the one before. */
  const remember = (object: StoredObject) => {
    if (lag === 0) return
    const versions = [...(history.get(object.id) ?? []), { at: now(), object }]
    const visible = versions.findLastIndex(({ at }) => at <= now() - lag)
    history.set(object.id, versions.slice(Math.max(0, visible)))
  }

  const put = <T extends StoredObject>(object: T): T => {
    byId.set(object.id, object)
    typeMap(object.object).set(object.id, object)
    remember(object)
    return object
  }

  return {
    insert: put,
    replace: put,
    remove: (id) => {
      const object = byId.get(id)
      if (!object) return
      const stub = { id, object: object.object, deleted: true }
      byId.set(id, stub)
      typeMap(object.object).delete(id)
      remember(stub)
    },
    get: (id) => byId.get(id),
    all: (type) => [...typeMap(type).values()],
    indexed: (type, wanted) => {
      if (lag === 0) return [...typeMap(type).values()]
      return [...history.values()].flatMap((versions) => {
        const seen = versions.findLast(({ at }) => at <= now() - wanted)?.object
        return seen && seen.object === type && seen.deleted !== true ? [seen] : []
      })
    },
  }
}

/** Narrows a stored object to the type its `object` field says it is. */
export const is = <T extends { object: string }>(
  object: StoredObject | undefined,
  type: T['object']
): object is Wire<T> & StoredObject => object?.object === type && object.deleted !== true
