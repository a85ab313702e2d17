import { readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { transforms, type z } from '@botpress/sdk'
import * as actions from '../integration/src/actions/index'
import { catalogue } from '../integration/src/errors'
import { sourcesOf } from '../integration/src/events/announce'
import { DEFAULT_CHOICE } from '../integration/src/events/index'
import { type SettledName, settledEvents, settledPayload } from '../integration/src/events/settled'
import { events } from '../integration/src/events/table'
import { controlRoutes } from '../sandbox/stripe/src/control'
import { cardNames, cardNumbers } from '../sandbox/stripe/src/payments/test-cards'
import { ofPart, ofRoute } from '../sandbox/stripe/src/protocol/alternatives'
import { unmodelled } from '../sandbox/stripe/src/protocol/unmodelled'
import { resources } from '../sandbox/stripe/src/resources/index'
import { emittedTypes } from './emitted'

/** Writes the generated parts of the documentation, between their markers; `--check` only says whether they are true. */

interface Property {
  type?: string | string[]
  description?: string
  enum?: unknown[]
  anyOf?: Property[]
  items?: Property
  default?: unknown
  'x-zui'?: { title?: string }
}

const cell = (text: string): string => text.replace(/\|/g, '\\|').replace(/\s+/g, ' ')

const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')

const typeOf = (property: Property): string => {
  if (property.enum) return property.enum.map(String).join(' / ')
  if (property.anyOf) return [...new Set(property.anyOf.map(typeOf))].join(' or ')
  if (property.type === 'array') return 'list'
  return String(property.type ?? 'any')
}

const fields = (schema: z.AnyZodObject, requiredTitle = 'Always'): string => {
  const { properties = {}, required = [] } = transforms.toJSONSchema(schema) as {
    properties?: Record<string, Property>
    required?: string[]
  }
  const rows = Object.entries(properties).map(([name, property]) => [
    `\`${name}\``,
    typeOf(property),
    required.includes(name) ? 'yes' : '',
    property.description ?? '',
  ])
  return rows.length === 0 ? 'Nothing.' : table(['Field', 'Type', requiredTitle, 'What it is'], rows)
}

const actionSection = ([name, action]: [string, (typeof actions)[keyof typeof actions]]): string => {
  const examples = action.examples.map(({ title, input }) => `${title}: \`${JSON.stringify(input)}\``)
  return [
    `### ${action.title} (\`${name}\`)`,
    action.description,
    '**Takes**',
    fields(action.input, 'Required'),
    '**Returns**',
    fields(action.output),
    ...examples,
  ].join('\n\n')
}

/** What must be given; an action's form shows the rest. */
const needs = (schema: z.AnyZodObject): string => {
  const { required = [] } = transforms.toJSONSchema(schema) as { required?: string[] }
  return required.map((name) => `\`${name}\``).join(', ')
}

/** The example test of the embedded Stripe, as it is run. */
const exampleFile = fileURLToPath(new URL('../sandbox/stripe/test/example.test.ts', import.meta.url))

const sections: Record<string, () => string> = {
  actions: () =>
    table(
      ['Action', 'Needs', 'What it does'],
      Object.entries(actions).map(([name, { input, description }]) => [`\`${name}\``, needs(input), description])
    ),
  actionReference: () => Object.entries(actions).map(actionSection).join('\n\n'),
  settled: () =>
    table(
      ['Event', 'When', 'Stripe tells by'],
      Object.entries(settledEvents).map(([name, { description }]) => [
        `\`${name}\``,
        description,
        sourcesOf(name as SettledName)
          .map((type) => `\`${type}\``)
          .join(', '),
      ])
    ),
  settledPayload: () => fields(settledPayload),
  events: () =>
    table(
      ['Event', 'Stripe sends', 'When', 'Unless chosen'],
      Object.entries(events).map(([name, { stripe, description }]) => [
        ...[`\`${name}\``, `\`${stripe}\``, description],
        DEFAULT_CHOICE.includes(name as keyof typeof events) ? 'delivered' : '',
      ])
    ),
  payload: () => fields(events.chargeFailed.payload),
  errors: () =>
    table(
      ['Code', 'What happened', 'What to do', 'Try again?'],
      Object.entries(catalogue).map(([code, { meaning, remedy, retryable }]) => [
        `\`${code}\``,
        meaning,
        remedy,
        retryable ? 'yes' : 'no',
      ])
    ),
  control: () =>
    table(
      ['Request', 'What it does'],
      Object.entries(controlRoutes).map(([route, { about }]) => [`\`${route}\``, about])
    ),
  cards: () =>
    table(
      ['Number', 'Its names', 'What becomes of it'],
      cardNumbers().map(({ number, outcome }) => [
        `\`${number}\``,
        cardNames(number)
          .map((name) => `\`${name}\``)
          .join(', '),
        outcome,
      ])
    ),
  example: () => `\`\`\`ts\n${readFileSync(exampleFile, 'utf8').trim()}\n\`\`\``,
  stripeEvents: () =>
    emittedTypes()
      .map((type) => `\`${type}\``)
      .join(', '),
  unmodelled: () =>
    table(
      ['Operation', 'Parameters'],
      Object.entries(unmodelled).map(([route, names]) => [`\`${route}\``, names.split(' ').join(', ')])
    ),
  alternatives: () =>
    table(
      ['Where', 'One of'],
      [...Object.entries(ofRoute), ...Object.entries(ofPart)].map(([where, pairs]) => [
        `\`${where}\``,
        pairs.map(([one, other]) => `${one} or ${other}`).join(', '),
      ])
    ),
  routes: () => {
    const routes = resources.flatMap((resource) => Object.keys(resource.routes).map((route) => route.split(' ')))
    const paths = [...new Set(routes.map(([, path = '']) => path))].sort()
    const methodsOf = (path: string) => routes.filter(([, other]) => other === path).map(([method]) => method)
    return table(
      ['Path', 'Methods'],
      paths.map((path) => [`\`${path}\``, methodsOf(path).join(', ')])
    )
  },
}

/** The text with every part between `<!-- generated: name -->` and `<!-- end -->` made anew. */
export const generate = (text: string): string =>
  text.replace(/<!-- generated: (\w+) -->[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const section = sections[name]
    if (!section) throw new Error(`There is no generated section "${name}".`)
    return `<!-- generated: ${name} -->\n\n${section()}\n\n<!-- end -->`
  })

const FILES = ['integration/hub.md', 'docs/reference/actions.md', 'sandbox/stripe/README.md']

const main = async (check: boolean): Promise<void> => {
  for (const file of FILES) {
    const path = fileURLToPath(new URL(`../${file}`, import.meta.url))
    const before = await readFile(path, 'utf8')
    const after = generate(before)
    if (before === after) continue
    if (check) {
      console.error(`${file} does not say what the code says. Run: npm run docs`)
      process.exitCode = 1
    } else {
      await writeFile(path, after)
      console.log(`${file} written`)
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.includes('--check'))
