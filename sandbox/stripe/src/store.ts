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
  /** The same one by one, the newest first, without a copy: those made before `than`, or all. */
  older(type: string, than?: string): Iterable<StoredObject>
  /** Those made after `than`, one by one, the oldest first. */
  newer(type: string, than: string): Iterable<StoredObject>
  /** Those with a value in a field, in any case, in the order they were made. The first call for a field makes its index. */
  where(type: string, field: string, value: string): StoredObject[]
  count(type: string): number
  /** Puts an object back as it was before a restart: nobody is told, and search has seen it. */
  load(object: StoredObject): void
  /** All objects, and the stubs of deleted ones, in the order they were made. */
  everything(): StoredObject[]
  /** What search sees: the objects as they were `lag` milliseconds ago. */
  indexed(type: string, lag: number): StoredObject[]
}

const keyOf = (object: StoredObject, field: string): string => String(Reflect.get(object, field)).toLowerCase()

/** IDs by the value of a field. */
const createIndex = (field: string) => {
  const ids = new Map<string, Set<string>>()
  return {
    add: (object: StoredObject) => {
      const key = keyOf(object, field)
      const bucket = ids.get(key)
      if (bucket) bucket.add(object.id)
      else ids.set(key, new Set([object.id]))
    },
    drop: (object: StoredObject) => {
      ids.get(keyOf(object, field))?.delete(object.id)
    },
    find: (value: string): Iterable<string> => ids.get(value.toLowerCase()) ?? [],
  }
}

/** The objects of one type. A place that was left by a deleted object stays empty, so that the others keep theirs. */
const createShelf = () => {
  const objects: Array<StoredObject | undefined> = []
  const places = new Map<string, number>()
  const indexes = new Map<string, ReturnType<typeof createIndex>>()
  const present = () => objects.filter((object) => object !== undefined)

  const indexOf = (field: string) => {
    const known = indexes.get(field)
    if (known) return known
    const index = createIndex(field)
    for (const object of present()) index.add(object)
    indexes.set(field, index)
    return index
  }

  return {
    present,
    count: () => places.size,
    put: (object: StoredObject) => {
      const place = places.get(object.id) ?? objects.length
      const before = objects[place]
      objects[place] = object
      places.set(object.id, place)
      for (const index of indexes.values()) {
        if (before) index.drop(before)
        index.add(object)
      }
    },
    drop: (id: string) => {
      const place = places.get(id)
      const before = place === undefined ? undefined : objects[place]
      if (place === undefined || !before) return
      for (const index of indexes.values()) index.drop(before)
      objects[place] = undefined
      places.delete(id)
    },
    *older(than: string | undefined) {
      const start = than === undefined ? objects.length : (places.get(than) ?? 0)
      for (let place = start - 1; place >= 0; place--) {
        const object = objects[place]
        if (object) yield object
      }
    },
    *newer(than: string) {
      for (let place = (places.get(than) ?? objects.length) + 1; place < objects.length; place++) {
        const object = objects[place]
        if (object) yield object
      }
    },
    where: (field: string, value: string): StoredObject[] =>
      [...indexOf(field).find(value)]
        .map((id) => places.get(id) ?? 0)
        .sort((a, b) => a - b)
        .flatMap((place) => objects[place] ?? []),
  }
}

/**
 * @param now milliseconds since 1970
 * @param record hears of every object that is made, changed or deleted
 */
export const createStore = (now: () => number, lag: number, record: (object: StoredObject) => void): Store => {
  const byId = new Map<string, StoredObject>()
  const shelves = new Map<string, ReturnType<typeof createShelf>>()
  const history = new Map<string, Version[]>()

  const shelf = (type: string) => {
    const known = shelves.get(type) ?? createShelf()
    shelves.set(type, known)
    return known
  }

  /** Versions are kept only while search may still have to show the one before. */
  const remember = (object: StoredObject, at: number) => {
    if (lag === 0) return
    const versions = [...(history.get(object.id) ?? []), { at, object }]
    const visible = versions.findLastIndex(({ at }) => at <= now() - lag)
    history.set(object.id, versions.slice(Math.max(0, visible)))
  }

  const keep = (object: StoredObject, at: number): void => {
    // What is made again after it was deleted is the newest.
    if (byId.get(object.id)?.deleted === true) byId.delete(object.id)
    byId.set(object.id, object)
    if (object.deleted === true) shelf(object.object).drop(object.id)
    else shelf(object.object).put(object)
    remember(object, at)
  }

  const put = <T extends StoredObject>(object: T): T => {
    keep(object, now())
    record(object)
    return object
  }

  return {
    insert: put,
    replace: put,
    remove: (id) => {
      const object = byId.get(id)
      if (object) put({ id, object: object.object, deleted: true })
    },
    get: (id) => byId.get(id),
    load: (object) => keep(object, Number.NEGATIVE_INFINITY),
    everything: () => [...byId.values()],
    all: (type) => shelf(type).present(),
    older: (type, than) => shelf(type).older(than),
    newer: (type, than) => shelf(type).newer(than),
    where: (type, field, value) => shelf(type).where(field, value),
    count: (type) => shelf(type).count(),
    indexed: (type, wanted) => {
      if (lag === 0) return shelf(type).present()
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
