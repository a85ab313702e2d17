import { createBounded } from '@botpress-stripe/integration/bounded'
import type { StripeSandbox } from '@botpress-stripe/sandbox-stripe'
import type { ObjectInfo } from './api'
import { clean } from './timeline/clean'
import type { Timeline } from './timeline/timeline'

/** Of a shop that is played with: the rest is found by its ID, but not by what names it. */
const KEPT_IDS = 5_000
const MOST_ENTRIES = 100
const MOST_RELATED = 100

type Related = ObjectInfo['related'][number]

const typeOf = (object: Record<string, unknown>): string => String(object.object ?? '')

/** Which fields of a value hold a text that `fits`: `items.data.price`, say. */
const fieldsWith = (value: unknown, fits: (text: string) => boolean): Array<{ field: string; text: string }> => {
  const found: Array<{ field: string; text: string }> = []
  const walk = (part: unknown, path: readonly string[]): void => {
    if (typeof part === 'string' && path.length > 0 && fits(part)) found.push({ field: path.join('.'), text: part })
    if (typeof part !== 'object' || part === null || path.length > 8) return
    for (const [name, inner] of Object.entries(part)) walk(inner, Array.isArray(part) ? path : [...path, name])
  }
  walk(value, [])
  return found
}

/** The objects of the embedded Stripe, and how they are connected. */
export const createObjects = (stripe: StripeSandbox) => {
  const known = createBounded<true>(KEPT_IDS)
  const end = stripe.subscribe((entry) => {
    if (entry.kind === 'event') known.set(entry.object, true)
  })

  /** The objects that it names, each once. */
  const namedBy = (id: string, value: Record<string, unknown>): Related[] => {
    const related = new Map<string, Related>()
    for (const { field, text } of fieldsWith(value, (text) => text !== id && text.includes('_'))) {
      const object = related.has(text) ? undefined : stripe.get(text)
      if (object) related.set(text, { id: text, object: typeOf(object), relation: field })
    }
    return [...related.values()]
  }

  const naming = (id: string): Related[] =>
    known.keys().flatMap((other) => {
      const value = other === id ? undefined : stripe.get(other)
      const field = value && fieldsWith(value, (text) => text === id)[0]?.field
      return value && field !== undefined ? [{ id: other, object: typeOf(value), relation: `its ${field}` }] : []
    })

  const pageOf = (value: Record<string, unknown>): string | undefined =>
    [value.url, value.hosted_invoice_url]
      .filter((url) => typeof url === 'string')
      .find((url) => url.startsWith(stripe.publicUrl))

  return {
    /** Objects that no event tells of, such as checkout sessions. */
    add: (ids: readonly string[]): void => {
      for (const id of ids) if (stripe.get(id)) known.set(id, true)
    },
    /** An object with what it is connected with, or nothing when there is none. */
    find: (id: string, timeline: Timeline): ObjectInfo | undefined => {
      const value = stripe.get(id)
      if (!value) return undefined
      const url = pageOf(value)
      const named = namedBy(id, value)
      const others = naming(id).filter((related) => !named.some((other) => other.id === related.id))
      return {
        ...{ id, object: typeOf(value), value: { ...asRecord(clean(value)) } },
        related: [...named, ...others].slice(0, MOST_RELATED),
        ...(url !== undefined && { url }),
        entries: timeline.page({ object: id, limit: MOST_ENTRIES }).entries,
      }
    },
    end,
  }
}

const asRecord = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

export type Objects = ReturnType<typeof createObjects>
