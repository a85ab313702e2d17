import type * as sdk from '@botpress/sdk'
import { allNotices } from './notices'
import type { Client, Said, ShopBot } from './types'

interface Telling {
  client: Client
  botId: string
  conversationId: string
  /** Names what is told of: a second telling of the same is none. */
  about: string
}

/** Says something once, however often the event is delivered: an integration promises at least once, not once. */
const say = async (said: Said[], { client, botId: userId, conversationId, about }: Telling): Promise<void> => {
  for (const [index, message] of said.entries()) {
    const tags = { about: `${about}/${index}` }
    await client.getOrCreateMessage({ conversationId, userId, tags, discriminateByTags: ['about'], ...message })
  }
}

/** Stripe's event, when there is one: Botpress' own ID differs from delivery to delivery. */
const aboutOf = (type: string, payload: object, id: string): string =>
  `${type} ${'eventId' in payload && typeof payload.eventId === 'string' ? payload.eventId : id}`

/** Lets the bot hear of everything that there is a notice for. What belongs to no conversation is nobody's to hear. */
export const tellOnce = (bot: sdk.Bot<ShopBot>): void => {
  bot.on.event('*', async ({ client, ctx, event }) => {
    const { conversationId, type, payload, id } = event
    const notice = allNotices.find(({ event: name }) => type === `stripe:${name}`)
    if (!notice || !conversationId) return
    // The row was found by the event's type, which says what the payload is: the compiler cannot follow that.
    const said = await notice.tell(payload as never, client)
    await say(said, { client, botId: ctx.botId, conversationId, about: aboutOf(type, payload, id) })
  })
}
