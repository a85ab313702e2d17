import { createCustomer } from '../../integration/src/actions/create-customer'
import { createOrRetrieveCustomer } from '../../integration/src/actions/create-or-retrieve-customer'
import { createPaymentLink } from '../../integration/src/actions/create-payment-link'
import { listCustomers } from '../../integration/src/actions/list-customers'
import { createEmbedded } from '../../integration/test/support/embedded'

/**
 * What `npm run compare` runs in a fresh process on each of two commits: this file is copied into both, so it may only
 * use what both have. Prints the milliseconds that one invocation of each kind takes, as JSON.
 */
const world = createEmbedded()
const CALLS = 400

const benches: Record<string, (index: number) => Promise<unknown>> = {
  'createPaymentLink, warm': () => world.run(createPaymentLink, { productName: 'T-Shirt', unit_amount: 1999 }),
  'createPaymentLink, new product': (index) =>
    world.run(createPaymentLink, { productName: `Product ${index}`, unit_amount: 1999 }),
  'createOrRetrieveCustomer, existing': () => world.run(createOrRetrieveCustomer, { email: 'a@example.com' }),
  'listCustomers, a page of 100': () => world.run(listCustomers, {}),
}

for (let index = 0; index < 100; index++) await world.run(createCustomer, { email: `customer-${index}@example.com` })
const times: Record<string, number> = {}
for (const [name, bench] of Object.entries(benches)) {
  // The first half compiles what the second half measures.
  for (let index = 0; index < CALLS; index++) await bench(index)
  const begun = performance.now()
  for (let index = CALLS; index < 2 * CALLS; index++) await bench(index)
  times[name] = (performance.now() - begun) / CALLS
}
console.log(JSON.stringify(times))
