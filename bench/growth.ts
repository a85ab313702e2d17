import { type Account, accountOf, type Cost, costsOf, type Row, rows } from '../test/growth/support/rows'
import { type Bench, median, type Section, short } from './bench'

const SIZES = [100, 1_000, 10_000, 100_000]
const ROUNDS = 21

/** Situations that can be played again and again: a new product is new only once. */
const PLAYED = [
  'createPaymentLink, price made by us',
  'createPaymentLink, made by hand, fits',
  'findPaymentLink, made by us',
  'createOrRetrieveCustomer, lower case, existing in another case',
  'listProductPrices, first page',
  'listCustomers, next page',
  'searchCustomers, one of them',
]

/** A client that reads the whole account, a hundred objects a call, to find one thing and then makes another. */
const wholeAccount = (size: number): number => Math.ceil(size / 100) + 1

const middle = (costs: Cost[]): Cost => ({
  ...{ cold: median(costs.map(({ cold }) => cold)), warm: median(costs.map(({ warm }) => warm)) },
  ...{ bytes: median(costs.map(({ bytes }) => bytes)), ms: median(costs.map(({ ms }) => ms)) },
})

const costsAt = async (size: number, played: Row[]): Promise<Cost[]> => {
  const account: Account = accountOf(size)
  const costs: Cost[] = []
  for (const row of played) costs.push(middle(await costsOf(row, account, ROUNDS)))
  return costs
}

const table = (title: string, played: Row[], costs: Cost[][], cell: (cost: Cost) => string): Section => ({
  title,
  head: ['In a process that has just started', ...SIZES.map((size) => size.toLocaleString('en'))],
  rows: played.map(({ name }, index) => [name, ...costs.map((at) => (at[index] ? cell(at[index]) : ''))]),
})

/** What an action costs in accounts of four sizes. */
export const growth: Bench = {
  name: 'growth',
  run: async () => {
    const played = rows.filter(({ name }) => PLAYED.includes(name))
    // Compiles what is measured.
    await costsAt(SIZES[0] ?? 0, played)
    const costs: Cost[][] = []
    for (const size of SIZES) costs.push(await costsAt(size, played))
    const line = (name: string) => {
      const index = played.findIndex((row) => row.name === name)
      return { name, values: costs.map((at) => at[index]?.cold ?? 0) }
    }
    const objects = 'by products, prices, payment links and customers in the account'
    return [
      {
        ...table(`Calls to Stripe, ${objects}`, played, costs, ({ cold }) => `${cold}`),
        chart: {
          name: 'growth',
          x: { title: 'objects of each kind in the account', values: SIZES },
          y: { title: 'calls to Stripe' },
          series: [
            { name: 'reading the whole account (computed)', values: SIZES.map(wholeAccount), dashed: true },
            line('createPaymentLink, made by hand, fits'),
            line('createPaymentLink, price made by us'),
            line('findPaymentLink, made by us'),
          ],
        },
      },
      table(`Bytes of Stripe's answers, ${objects}`, played, costs, ({ bytes }) => `${short(bytes / 1024)} KB`),
      table(`Time of our own, without Stripe's, ${objects}`, played, costs, ({ ms }) => `${short(ms)} ms`),
    ]
  },
}
