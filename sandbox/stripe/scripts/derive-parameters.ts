import { reader, readOperations, type Schema } from './stripe-types'
import { settle, share } from './table-file'

/**
 * Derives the table of request parameters from the types of the pinned `stripe` package, so that the embedded Stripe
 * cannot take a parameter that Stripe does not have. `--check` only says whether the table on disk is that one.
 */

const { objectOf } = reader({ nulls: false })

const operations = readOperations().map(({ key, params }): [string, Schema] => [
  key,
  params ? objectOf(params) : { k: 'o', f: {} },
])

settle(
  new URL('../src/generated/parameters.json', import.meta.url),
  share({ operations: Object.fromEntries(operations) }),
  `${operations.length} operations`,
  'derive-parameters.ts'
)
