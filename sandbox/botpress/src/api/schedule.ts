import { BotpressError } from '../errors'
import type { Runtime } from '../runtime'
import type { Schedule } from './operation'

/**
 * When something scheduled is due, in milliseconds since 1970.
 * @throws {BotpressError} InvalidPayload unless exactly one of dateTime and delay is given
 */
export const dueAt = (schedule: Schedule | undefined, { clock }: Runtime): number | undefined => {
  if (!schedule) return undefined
  const { dateTime, delay } = schedule
  if ((dateTime === undefined) === (delay === undefined)) {
    throw new BotpressError('InvalidPayload', 'Give either dateTime or delay in a schedule.')
  }
  return dateTime === undefined ? clock.now() + (delay ?? 0) : Date.parse(dateTime)
}
