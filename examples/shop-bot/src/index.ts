import * as sdk from '@botpress/sdk'
import { answer } from './answer'
import { hasCardNumber, removeCardNumber, textOf } from './card-numbers'
import { menu } from './dialogue/menu'
import { text } from './say'
import { tellOnce } from './tell'
import { texts } from './texts'
import { createTurn } from './turn'
import type { ShopBot } from './types'

const bot = new sdk.Bot<ShopBot>({ actions: {}, plugins: {} })

bot.on.message('*', async ({ client, ctx, message }) => {
  const { conversationId, userId, id } = message
  const turn = await createTurn(client, ctx.botId, { conversationId, userId }, id)
  if (hasCardNumber(message)) {
    await removeCardNumber({ client, message })
    return turn.say(text(texts.card.refused))
  }
  const { text: typed, value } = textOf(message)
  await answer(turn, value ?? typed)
})

bot.on.event('webchat:conversationStarted', async ({ client, ctx, event }) => {
  const { conversationId, userId, id } = event
  if (!conversationId || !userId) return
  await menu.begin?.(await createTurn(client, ctx.botId, { conversationId, userId }, id), '')
})

tellOnce(bot)

export default bot
