import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Stripe from 'stripe'
import { afterAll, describe, expect, it } from 'vitest'
import { namesIn, pathOf } from '../../bundle/stripe'

const folder = mkdtempSync(join(tmpdir(), 'sources-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The names that a source file uses. */
const namesOf = (code: string): string[] => {
  writeFileSync(join(folder, 'source.ts'), code)
  return [...namesIn(folder)]
}

describe('the names that sources use', () => {
  it.each([
    ['stripe.refunds.create()', ['refunds']],
    ['stripe\n  .billingPortal\n  .sessions', ['billingPortal', 'sessions']],
    ['stripe?.balance', ['balance']],
    ['const { disputes } = stripe', ['disputes']],
    ['const { events, payouts: all } = stripe', ['events', 'payouts']],
    [`stripe['coupons']`, ['coupons']],
    [`const kind: 'topups' | "plans" = of(x)\nstripe[kind]`, ['topups', 'plans']],
  ])('%s', (code, names) =>
    expect(namesOf(code)).toEqual(expect.arrayContaining(names.map((name) => name.toLowerCase())))
  )

  it('a word in a sentence is none', () => expect(namesOf('// the quotes of customers\nrefunds')).toEqual([]))
})

/** How everything is reached that a client of Stripe has: resources, and what stands within them. */
const reachable = (holder: object): string[][] =>
  Object.entries(holder)
    .filter(([name, value]) => !/^_|stripe$/i.test(name) && isResource(value))
    .flatMap(([name, value]) => [[name], ...reachable(value).map((path) => [name, ...path])])

const isResource = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && ('stripe' in value || '_stripe' in value)

describe('the resources of Stripe', () => {
  const folder = fileURLToPath(new URL('resources/', import.meta.resolve('stripe')))
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replace(/\.js$/, ''))
  const paths = new Set(files.map((file) => pathOf(file).join('.')))

  it('of all that a client has, the name of the file says how it is reached', () => {
    const all = reachable(new Stripe('sk_test_fake', { telemetry: false })).map((path) => path.join('.'))
    expect(all).toEqual(
      expect.arrayContaining(['oauth', 'customers', 'billingPortal.sessions', 'v2.core.accounts.persons'])
    )
    // Whoever uses one of these is told by test/e2e/slim-bundle-operations.test.ts, and names its file in a comment:
    // `.creditBalanceSummary`.
    expect(all.filter((path) => !paths.has(path.toLowerCase()))).toEqual([
      ...['billing.creditBalanceSummaries', 'v2.moneyManagement.payoutMethodsBankAccountSpecs'],
      ...['v2.testHelpers.moneyManagements', 'account'],
    ])
  })
})
