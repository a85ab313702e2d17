import { BotpressError } from '../errors'
import { NAME, object, operation, PAYLOAD } from './operation'

/** Actions: what a bot asks of an integration, under the alias that it gave it. */
export const actions = [
  operation<{ type: string; input: object }>({
    name: 'callAction',
    method: 'POST',
    path: '/actions',
    body: object({ type: NAME, input: PAYLOAD }, ['type', 'input']),
    run({ body, caller }, runtime) {
      if (!caller.bot || !runtime.bot) throw new BotpressError('Forbidden', 'Only a bot calls actions.')
      return runtime.bot.callAction(body.type, body.input)
    },
  }),
]
