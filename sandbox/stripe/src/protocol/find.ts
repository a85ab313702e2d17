import type { Environment } from '../sandbox'
import type { StoredObject } from '../store'
import { missing, missingParam } from './errors'

const lookUp = (env: Environment, type: string, id: string): StoredObject | undefined => {
  const object = env.store.get(id)
  return object?.object === type && object.deleted !== true ? object : undefined
}

/**
 * The object that the path names, as the type that `type` stands for: callers name both, since the store holds all
 * kinds.
 */
export const find = <T>(env: Environment, type: string, id: string): T & StoredObject => {
  const object = lookUp(env, type, id)
  if (!object) throw missing(type, id)
  return object as T & StoredObject
}

/** The object that a parameter names. */
export const findParam = <T>(env: Environment, type: string, id: string, param: string): T & StoredObject => {
  const object = lookUp(env, type, id)
  if (!object) throw missingParam(type, id, param)
  return object as T & StoredObject
}

/** All objects of a type, in the order they were made. */
export const all = <T>(env: Environment, type: string): Array<T & StoredObject> =>
  env.store.all(type) as Array<T & StoredObject>

/** The objects of a type with a value in a field, exactly, in the order they were made. */
export const allWith = <T>(env: Environment, type: string, field: keyof T & string, value: string) =>
  env.store.where(type, field, value).filter((object) => Reflect.get(object, field) === value) as Array<
    T & StoredObject
  >

/** The ID in a field that may hold an ID or the object itself. */
export const idOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string') return value.id
  return undefined
}
