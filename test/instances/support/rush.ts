import { type Fleet, LIMIT } from './fleet'

/** How many calls each process has under way. */
const IN_FLIGHT = 25

export interface RushResult {
  errors: string[]
  /** Share of Stripe's answers that were 429. */
  refused: number
  /** Share of the limit that was used. */
  used: number
  /** The calls that each process made. */
  byProcess: number[]
  customers: number
  /** How long each call took, in milliseconds. */
  times: number[]
}

/**
 * Customers are created on all processes at once: whoever is done with one takes the next.
 * @param meanwhile is told how many are done
 */
export const rush = async (
  fleet: Fleet,
  calls: number,
  meanwhile: (done: number) => void = () => undefined
): Promise<RushResult> => {
  const answers = { all: 0, refused: 0 }
  const stop = fleet.stripe.requests.subscribe(({ status }) => {
    answers.all++
    if (status === 429) answers.refused++
  })
  const before = fleet.stripe.count('customer', 'test')
  const byProcess = fleet.instances.map(() => 0)
  const errors: string[] = []
  const times: number[] = []
  let [next, done] = [0, 0]
  const caller = async (index: number): Promise<void> => {
    while (next < calls) {
      const input = { email: `${next++}@example.com` }
      const begun = performance.now()
      const { status, body } = await fleet.action(index, 'createCustomer', input)
      times.push(performance.now() - begun)
      if (status !== 200) errors.push(body)
      byProcess[index] = (byProcess[index] ?? 0) + 1
      meanwhile(++done)
    }
  }
  const begun = performance.now()
  await Promise.all(fleet.instances.flatMap((_, index) => Array.from({ length: IN_FLIGHT }, () => caller(index))))
  const seconds = (performance.now() - begun) / 1000
  stop()
  return {
    ...{ errors, refused: answers.refused / answers.all, used: calls / (LIMIT * seconds), byProcess, times },
    customers: fleet.stripe.count('customer', 'test') - before,
  }
}
