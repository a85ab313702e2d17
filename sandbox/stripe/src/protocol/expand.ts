import type { Resource, Scene } from '../sandbox'
import { invalid } from './errors'
import { isExpandable } from './expandable'

type Fields = Record<string, unknown>
export type Includes = NonNullable<Resource['includes']>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The deepest path Stripe expands; the `data` of a list is one of its levels. @see docs.stripe.com/api/expanding_objects */
const DEEPEST = 4

const cannot = (path: string): Error => invalid(`This property cannot be expanded (${path}).`, 'expand', undefined)

/** Refuses paths that no reply of the operation has, before anything is done. @param operation as in the tables */
export const checkExpand = (operation: string, paths: unknown): void => {
  if (!Array.isArray(paths)) return
  for (const path of paths.map(String)) {
    const parts = path.split('.')
    if (parts.length > DEEPEST) throw invalid(`You cannot expand more than ${DEEPEST} levels of a property`, 'expand')
    if (!isExpandable(operation, parts)) throw cannot(path)
  }
}

/**
 * Replaces IDs by the objects they name, at the paths of an `expand` parameter. Copies what it changes: stored objects
 * stay as they are.
 */
export const expand = (body: unknown, paths: unknown, scene: Scene, includes: Includes): unknown => {
  if (!Array.isArray(paths)) return body
  return paths.reduce<unknown>((expanded, path) => {
    return expandPath(expanded, String(path).split('.'), String(path), scene, includes)
  }, body)
}

const expandPath = (value: unknown, parts: string[], path: string, scene: Scene, includes: Includes): unknown => {
  const [name, ...rest] = parts
  if (name === undefined || value === null || value === undefined) return value
  if (Array.isArray(value)) return value.map((item) => expandPath(item, parts, path, scene, includes))
  if (!isObject(value)) throw cannot(path)
  const inner = Object.hasOwn(value, name) ? value[name] : included(value, name, scene, includes)
  if (inner === undefined) throw cannot(path)
  const opened = Array.isArray(inner) ? inner.map((id) => open(id, scene, includes)) : open(inner, scene, includes)
  if (rest.length === 0 && opened === inner && !isObject(inner) && inner !== null) throw cannot(path)
  return { ...value, [name]: expandPath(opened, rest, path, scene, includes) }
}

/** The object of an ID, without the fields that appear only when asked for. */
const open = (value: unknown, { env }: Scene, includes: Includes): unknown => {
  const object = typeof value === 'string' ? env.store.get(value) : undefined
  if (!object) return value
  const hidden = Object.keys(Object.hasOwn(includes, object.object) ? (includes[object.object] ?? {}) : {})
  return Object.fromEntries(Object.entries(object).filter(([name]) => !hidden.includes(name)))
}

/** Fields that appear only when asked for, such as the line items of a payment link. */
const included = (object: Fields, name: string, scene: Scene, includes: Includes): unknown => {
  const stored = typeof object.id === 'string' ? scene.env.store.get(object.id) : undefined
  const type = String(object.object)
  const make =
    Object.hasOwn(includes, type) && Object.hasOwn(includes[type] ?? {}, name) ? includes[type]?.[name] : undefined
  return stored && make ? make(stored, scene) : undefined
}
