import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@botpress/client'
import { getRequestListener } from '@hono/node-server'
import { createBotpress, type FeedEntry, serveBotpress, startBundle } from '../../src/index'
import botDefinition from './bot-definition'
import { bundleFolder } from './bundle'
import { manualClock } from './clock'
import definition from './definition'

/** The test's bot and integration, each in a process of its own, and the web chat on an origin of its own. */
export const withBot = async () => {
  const folder = await bundleFolder()
  const clock = manualClock()
  const botpress = createBotpress({ definition, bot: botDefinition, clock })
  const server = await serveBotpress(botpress, { port: 0 })
  // A clock that stands still would never let a start run out of time; these are started by the machine's.
  const greeter = await startBundle({ bundle: await folder.buildGreeter(), env: botpress.env })
  const bot = await startBundle({ bundle: await folder.buildBot(), env: botpress.botEnv })
  botpress.connect(greeter.url)
  botpress.connectBot(bot.url)
  const page = createServer(getRequestListener((request) => botpress.webchat(request, '/chat')))
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
  const { port } = page.address() as AddressInfo
  const { botId, integrationId, alias } = botpress.ids
  const entries: FeedEntry[] = []
  botpress.subscribe((entry) => entries.push(entry))
  return {
    ...{ botpress, clock, entries, botUrl: bot.url },
    chatUrl: `http://127.0.0.1:${port}/chat`,
    /** The real clients, as the integration and as the bot. */
    integration: new Client({
      ...{ apiUrl: server.url, token: botpress.env.BP_TOKEN ?? '', botId, integrationId, integrationAlias: alias },
    }),
    bot: new Client({ apiUrl: server.url, token: botpress.botEnv.BP_TOKEN ?? '', botId }),
    async reset() {
      botpress.reset()
      botpress.connectBot(bot.url)
      entries.length = 0
      await botpress.install({ greeting: 'Hi' })
    },
    async close() {
      page.close()
      page.closeAllConnections()
      await bot.stop()
      await greeter.stop()
      await server.close()
      await folder.remove()
    },
  }
}

export type WithBot = Awaited<ReturnType<typeof withBot>>
