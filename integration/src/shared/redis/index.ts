import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock'
import { createNotices } from '../../webhook/notices'
import type { Shared } from '../index'
import { alone } from '../memory'
import { watch } from './changes'
import { claimsOf } from './claims'
import { connect, type Say } from './connection'
import { leasesOf } from './leases'
import { paceTogether } from './slots'
import { placeOf, type Tools } from './tools'

export interface RedisOptions {
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
  /** Writes into the log. Nothing secret is said. */
  say: Say
}

const isRedis = (url: string): boolean => URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol)

/**
 * What the instances share, in Redis or Valkey.
 * @param url `redis://` or `rediss://`; whatever else it is, it is named in the log and the instances are alone
 */
export const createRedis = (url: string, { clock, random, say }: RedisOptions): Shared => {
  if (!isRedis(url)) {
    say('REDIS_URL is no address like redis://:password@host:6379 (rediss:// with TLS). Each instance goes on alone.')
    return alone
  }
  const said = new Set<string>()
  const sayOnce: Say = (sentence) => {
    if (said.has(sentence)) return
    said.add(sentence)
    say(sentence)
  }
  const notices = createNotices(clock)
  const connection = connect(url, clock, random, (sentence) => notices('redis', sentence, say))
  const tools: Tools = { run: connection.run, clock, random, me: randomUUID().slice(0, 13), sayOnce }
  return {
    account: (apiKey, limits) => ({
      pace: paceTogether(placeOf('pace', apiKey), limits, tools),
      lease: leasesOf(placeOf('lease', apiKey), tools),
    }),
    claims: (installation) => claimsOf(placeOf('event', installation), tools),
    watched: (memory) => watch(memory, connection, tools),
  }
}
