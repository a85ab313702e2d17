import { type Fleet, KEY } from './fleet'

export interface UpdatesResult {
  errors: string[]
  /** Stripe's answers that were refusals because another change was going on. */
  conflicts: number
  /** Changes that are not in the object afterwards. */
  lost: number
}

/** Changes of one customer on all processes at once, each of which leaves a mark in it. */
export const updates = async (
  fleet: Fleet,
  count: number,
  meanwhile: (done: number) => void = () => undefined
): Promise<UpdatesResult> => {
  const created = await fleet.action(0, 'createCustomer', { email: 'one@example.com' })
  const { output } = JSON.parse(created.body)
  const id = String(output.customer?.id ?? output.id)
  let conflicts = 0
  const seen: string[] = []
  const stop = fleet.stripe.requests.subscribe(({ status }) => {
    if (status === 429) conflicts++
  })
  const errors: string[] = []
  let done = 0
  const update = async (index: number): Promise<void> => {
    // Stripe keeps 50 keys of metadata: the order is in the name, which each change replaces.
    const input = { method: 'POST', path: `/v1/customers/${id}`, params: { name: `Change ${index}` } }
    const { status, body } = await fleet.action(index % fleet.instances.length, 'callStripe', input)
    if (status !== 200) errors.push(body)
    else seen.push(`Change ${index}`)
    meanwhile(++done)
  }
  await Promise.all(Array.from({ length: count }, (_, index) => update(index)))
  stop()
  const response = await fleet.stripe.fetch(
    new Request(`http://127.0.0.1/v1/events?type=customer.updated&limit=100`, { headers: { authorization: `Bearer ${KEY}` } })
  )
  return { errors, conflicts, lost: count - seen.length }
}
