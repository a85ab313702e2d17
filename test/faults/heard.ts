import type { Embedded } from '../../integration/test/support/embedded'

/** How often each event happened since its world was prepared: what was done twice is told of twice. */
const heard = new WeakMap<Embedded, string[]>()
export const listen = (world: Embedded): void => {
  const types: string[] = []
  heard.set(world, types)
  world.stripe.subscribe((entry) => {
    if (entry.kind === 'event') types.push(entry.type)
  })
}
/** How often an event was heard. */
export const times = (type: string) => (world: Embedded) =>
  (heard.get(world) ?? []).filter((one) => one === type).length
