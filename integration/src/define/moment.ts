import { invalidInput } from '../errors'

/** Ten years in seconds: what lies farther ahead was counted in milliseconds. */
const FARTHEST = 10 * 366 * 86_400

/**
 * Checks a moment that must lie ahead.
 * @param moment and `now`, in seconds since 1970
 * @throws {IntegrationError} invalid_input
 */
export const checkMoment = (moment: number, field: string, now: number): void => {
  if (moment > now + FARTHEST) {
    throw invalidInput(field, 'is too far ahead. Give seconds since 1970, not milliseconds.')
  }
  if (moment <= now) throw invalidInput(field, `must be in the future. It is ${now} now, in seconds since 1970.`)
}
