import { createBounded } from '../bounded'
import type { Clock } from '../clock'
import type { Client } from '../define/types'
import type { ApiKey } from '../setup/key'
import { endpointOf, readEndpoints } from '../setup/known-endpoints'

/** How often the state is read to see whether another instance stored a newer secret. Milliseconds. */
const PAUSE = 60_000
/** Installations whose secrets stay in memory. */
const KEPT = 1000

const NOTHING: StoredSecret = { secret: undefined, account: undefined }

interface Place {
  client: Client
  integrationId: string
}

/** What the state says of the endpoint. */
export interface StoredSecret {
  secret: string | undefined
  /** The account it is of, when the key may know it. */
  account: string | undefined
}

interface Known extends StoredSecret {
  readAt: number
}

/**
 * The webhook secrets of this process's installations. A forged request costs nothing: however many come, the state is
 * read once a minute.
 */
export const createSecrets = (clock: Clock) => {
  const known = createBounded<Known>(KEPT)
  const nameOf = (key: ApiKey, integrationId: string) => `${integrationId}:${key.hash}`

  const read = async (key: ApiKey, place: Place): Promise<StoredSecret> => {
    const readAt = clock.now()
    const { secret, account } = endpointOf(key, await readEndpoints(place)) ?? NOTHING
    known.set(nameOf(key, place.integrationId), { secret, account, readAt })
    return { secret, account }
  }

  return {
    /** The secret as far as it is known; read when it never was. */
    current: async (key: ApiKey, place: Place): Promise<StoredSecret> => {
      return known.get(nameOf(key, place.integrationId)) ?? read(key, place)
    },
    /** The secret read anew, or undefined when it was read in the last minute. */
    newer: async (key: ApiKey, place: Place): Promise<StoredSecret | undefined> => {
      const entry = known.get(nameOf(key, place.integrationId))
      const age = entry ? clock.now() - entry.readAt : Number.POSITIVE_INFINITY
      // A clock that was set back must not keep a wrong secret.
      return age >= 0 && age < PAUSE ? undefined : read(key, place)
    },
    /** After the installation was set up anew. */
    forget: (integrationId: string): void => {
      for (const name of known.keys()) if (name.startsWith(`${integrationId}:`)) known.delete(name)
    },
  }
}

export type Secrets = ReturnType<typeof createSecrets>
