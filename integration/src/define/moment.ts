import { z } from '@botpress/sdk'
import { DAY_SECONDS } from '../clock'
import { invalidInput } from '../errors'

/** An optional input that is a moment, in seconds since 1970: say so where it is described. */
export const momentInput = z.number().int().min(0).optional().placeholder('1830000000')

/** What lies farther ahead is a mistake. */
const TEN_YEARS_SECONDS = 10 * 366 * DAY_SECONDS

/** Later than any moment in seconds that is meant: milliseconds, as JavaScript counts them. */
const MILLISECONDS_FROM = 100_000_000_000

/**
 * Checks that a moment is to come.
 * @param seconds and `now`, since 1970; undefined is fine. `most`: how many seconds from now it may be at most
 * @throws {IntegrationError} invalid_input
 */
export const checkFuture = (
  seconds: number | undefined,
  field: string,
  now: number,
  most = TEN_YEARS_SECONDS
): void => {
  if (seconds === undefined) return
  if (seconds >= MILLISECONDS_FROM) throw invalidInput(field, 'looks like milliseconds. Give seconds since 1970.')
  if (seconds <= now) throw invalidInput(field, `is past: it is ${now} now, in seconds since 1970.`)
  if (seconds > now + most) throw invalidInput(field, `is too far away: at most ${now + most}.`)
}
