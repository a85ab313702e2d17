import { createBounded } from '../../bounded'
import { MEMORY, type Memory } from '../../memory'
import type { Connection } from './connection'
import { hashed, type Tools } from './tools'

const CHANNEL = 'bp-stripe:changes'

/** How often it is tried to hear of changes while Redis cannot be reached. Milliseconds. */
const PAUSE = 5_000

/**
 * A memory that forgets what another instance changed: each tells the others the hash of what it forgets. Who was not
 * listening for a while has missed some of it, and forgets everything.
 */
export const watch = (memory: Memory, { client }: Pick<Connection, 'client'>, { run, clock, me }: Tools): Memory => {
  /** The names in memory by their hashes. */
  const names = createBounded<string>(MEMORY.most)
  const ears = client.duplicate()
  ears.on('error', () => undefined)
  ears.on('connect', () => ears.stream.unref())
  ears.on('message', (_channel: string, message: string) => {
    const [who, hash = ''] = message.split(' ')
    const name = names.get(hash)
    if (who !== me && name !== undefined) memory.forget(name)
  })
  let triedAt = Number.NEGATIVE_INFINITY

  const forgetAll = (): void => {
    for (const hash of names.keys()) memory.forget(names.get(hash) ?? '')
  }
  const listen = (): void => {
    const isFree = ears.status === 'wait' || ears.status === 'end'
    if (!isFree || clock.now() - triedAt < PAUSE) return
    triedAt = clock.now()
    ears
      .connect()
      .then(() => ears.subscribe(CHANNEL))
      .then(forgetAll)
      .catch(() => undefined)
  }
  const tell = (name: string): void => {
    run('tell', [CHANNEL], [`${me} ${hashed(name)}`]).catch(() => undefined)
  }

  return {
    get: memory.get,
    set: (name, value) => {
      listen()
      const before = memory.get(name)
      names.set(hashed(name), name)
      memory.set(name, value)
      if (before !== undefined && before !== value) tell(name)
    },
    forget: (name) => {
      memory.forget(name)
      tell(name)
    },
  }
}
