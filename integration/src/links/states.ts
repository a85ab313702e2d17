import { z } from '@botpress/sdk'
import { isMissing } from '../define/missing'
import type { Client } from '../define/types'
import { oneOf } from '../hash'

/**
 * The last 2,000 links that were made, spread over eight states by their address: finding one reads one state of at most
 * 18 KB. Each may hold 60 % more than its share, so that none of the 2,000 goes early because a state is full.
 */
const KEPT_LINKS = 2_000
const SHARDS = ['madeLinks0', 'madeLinks1', 'madeLinks2', 'madeLinks3'] as const
const MORE_SHARDS = ['madeLinks4', 'madeLinks5', 'madeLinks6', 'madeLinks7'] as const
const names = [...SHARDS, ...MORE_SHARDS]
export type ShardName = (typeof names)[number]
export const KEPT_IN_SHARD = Math.ceil((1.6 * KEPT_LINKS) / names.length)

/** How many places and results of searches are kept. */
export const KEPT_SEARCHES = 200

const made = z.object({
  links: z.array(z.string()).title('Links').describe('A short hash of the address and the ID of each, the newest last'),
})

const search = z.object({
  /** A hash of the address and of the key it was looked for with. */
  wanted: z.string(),
  /** The link, once it was found. */
  id: z.string().optional(),
  /** Without: none of the links from `first` to `last`, which are so many, is it. The newest come first. */
  first: z.string().optional(),
  last: z.string().optional(),
  count: z.number().optional(),
  /** Whether `last` is the oldest of all. */
  end: z.boolean().optional(),
})

/** What is known of a search for a link that another program made. */
export type Search = z.output<typeof search>

export const linkStates = {
  ...(Object.fromEntries(names.map((name) => [name, { type: 'integration' as const, schema: made }])) as Record<
    ShardName,
    { type: 'integration'; schema: typeof made }
  >),
  linkSearches: {
    type: 'integration' as const,
    schema: z.object({
      searches: z.array(search).title('Searches').describe('How far links were looked for, the newest last'),
    }),
  },
}

/** The state in which a link is, by its address. */
export const shardOf = (address: string): ShardName => oneOf(names, address)

/** What is known of links beyond this process. Every function is one call. */
export interface LinkStates {
  readMade(shard: ShardName): Promise<string[]>
  writeMade(shard: ShardName, links: string[]): Promise<void>
  readSearches(): Promise<Search[]>
  writeSearches(searches: Search[]): Promise<void>
}

/** The same in the integration's states at Botpress. */
export const statesOf = (client: Client, integrationId: string): LinkStates => {
  const place = { type: 'integration', id: integrationId } as const
  const orEmpty = async <T>(reading: Promise<T[]>): Promise<T[]> => {
    try {
      return await reading
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }
  return {
    readMade: (name) => orEmpty(client.getState({ ...place, name }).then(({ state }) => state.payload.links)),
    writeMade: async (name, links) => void (await client.setState({ ...place, name, payload: { links } })),
    readSearches: () =>
      orEmpty(client.getState({ ...place, name: 'linkSearches' }).then(({ state }) => state.payload.searches)),
    writeSearches: async (searches) =>
      void (await client.setState({ ...place, name: 'linkSearches', payload: { searches } })),
  }
}
