import { Client } from '@botpress/client'
import { createBotpress, serveBotpress } from '../../src/index'
import { manualClock } from './clock'
import definition from './definition'

/** A local Botpress that is served, with the real client of an integration. */
export const served = async () => {
  const clock = manualClock()
  const botpress = createBotpress({ definition, clock, seed: 'test' })
  const server = await serveBotpress(botpress, { port: 0 })
  const { botId, integrationId, alias } = botpress.ids
  const token = botpress.env.BP_TOKEN ?? ''
  const client = new Client({ apiUrl: server.url, token, botId, integrationId, integrationAlias: alias })
  return { clock, botpress, client, token, url: server.url, close: server.close }
}

export type Served = Awaited<ReturnType<typeof served>>

/** An id of the right length that belongs to nothing. */
export const unknownId = (prefix = 'user'): string => `${prefix}_01J00000000000000000000000`
