import { BotpressError } from '../errors'
import { object, oneOf, operation, orNull } from './operation'

interface ConfigureIntegration {
  identifier?: string | null
  scheduleRegisterCall?: string
  sandboxIdentifiers?: object | null
}

const SCHEDULES = ['hourly', 'daily', 'weekly', 'bi-weekly', 'monthly', 'bi-monthly', 'quarterly', 'yearly']

/** What an integration may change about its own installation. */
export const integrations = [
  operation<ConfigureIntegration>({
    name: 'configureIntegration',
    method: 'POST',
    path: '/integrations/configure',
    body: object({
      identifier: orNull({ type: 'string', maxLength: 200 }),
      scheduleRegisterCall: oneOf(...SCHEDULES),
      sandboxIdentifiers: orNull(object({})),
    }),
    run({ body, caller }, runtime) {
      const installation = runtime.installations.get(caller.ids.integrationId)
      if (caller.bot || !installation) throw new BotpressError('Forbidden', 'Only an integration configures itself.')
      const { identifier, scheduleRegisterCall } = body
      installation.settings = {
        ...installation.settings,
        ...(identifier !== undefined && { identifier: identifier ?? undefined }),
        ...(scheduleRegisterCall !== undefined && { scheduleRegisterCall }),
      }
      return {}
    },
  }),
]
