import type { Fleet } from './fleet'

export interface UpdatesResult {
  errors: string[]
  /** Answers of Stripe's that refused a change because another was going on. */
  conflicts: number
  /** Changes that Stripe made. */
  made: number
}

/** Changes of one customer on all processes at once. */
export const updates = async (
  fleet: Fleet,
  count: number,
  meanwhile: (done: number) => void = () => undefined
): Promise<UpdatesResult> => {
  const created = await fleet.action(0, 'createCustomer', { email: 'one@example.com' })
  const customerId = String(JSON.parse(created.body).output.customer.id)
  const [errors, names] = [[] as string[], new Set<string>()]
  let [conflicts, done] = [0, 0]
  const stop = fleet.stripe.requests.subscribe(({ status }) => {
    if (status === 429) conflicts++
  })
  const update = async (index: number): Promise<void> => {
    const name = `Change ${index}`
    const { status, body } = await fleet.action(index % fleet.instances.length, 'updateCustomer', { customerId, name })
    if (status !== 200) errors.push(body)
    // The answer is the object as this change left it.
    else names.add(JSON.parse(body).output.customer.name)
    meanwhile(++done)
  }
  await Promise.all(Array.from({ length: count }, (_, index) => update(index)))
  stop()
  return { errors, conflicts, made: names.size }
}
