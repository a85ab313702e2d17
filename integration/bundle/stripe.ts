import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Plugin, sourcesOf } from './plugin'

/** The files of Stripe's SDK that hold its resources, each with its operations. */
const RESOURCE = /node_modules[\\/]stripe[\\/](?:esm|cjs)[\\/]resources[\\/](.+)\.js$/

/** Takes the place of every resource that is left out. Whoever uses one after all is told why. */
const ABSENT = `const absent = new Proxy({}, {
  get: (_, name) => {
    if (typeof name === 'string') throw new Error('stripe.….' + name + ' is not in this bundle: see integration/bundle/stripe.ts')
  },
})
export class Absent {
  constructor() {
    return absent
  }
}`

/** Names that code may call a part of an object by: after a dot, in braces, or as a text. */
const NAME = /[.{,'"`]\s*(\w+)/g

/**
 * Every name that the sources use, in lower case. Many are not Stripe's; a resource too many costs bytes, one too few an
 * action.
 */
export const namesIn = (folder: string): Set<string> => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'))
  return new Set(texts.flatMap((text) => [...text.matchAll(NAME)].map(([, name = '']) => name.toLowerCase())))
}

/** How code reaches the resource of a file, in lower case: `BillingPortal/Sessions` is `['billingportal', 'sessions']`. */
export const pathOf = (file: string): string[] =>
  file
    .toLowerCase()
    .split(/[\\/]/)
    .filter((part) => part !== 'index')

/**
 * Leaves out the resources of Stripe that the sources never name. Which those are is found out anew in each build:
 * whoever uses another resource has nothing to add here.
 */
export const stripe: Plugin = {
  name: 'used resources of Stripe',
  setup: (build) => {
    const sources = sourcesOf(build)
    let used = new Set<string>()
    build.onStart(() => {
      used = namesIn(sources)
    })
    build.onLoad({ filter: RESOURCE }, ({ path }) => {
      const file = RESOURCE.exec(path)?.[1] ?? ''
      if (pathOf(file).every((name) => used.has(name))) return undefined
      const classes = [...readFileSync(path, 'utf8').matchAll(/^export class (\w+)/gm)].map(
        ([, name]) => `Absent as ${name}`
      )
      return { contents: `export { ${classes.join(', ')} } from 'absent'`, loader: 'js' }
    })
    build.onResolve({ filter: /^absent$/ }, ({ path, importer }) =>
      RESOURCE.test(importer) ? { path, namespace: 'absent' } : undefined
    )
    build.onLoad({ filter: /./, namespace: 'absent' }, () => ({ contents: ABSENT, loader: 'js' }))
  },
}
