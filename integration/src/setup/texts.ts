import { redact } from '../gateway/redact'
import { toIntegrationError } from '../gateway/translate'
import type { Findings } from './reconcile'
import type { Condition } from './survey'

/** What was wrong, for a shopkeeper. Another API version is a wish, not a fault. */
export const CONDITIONS: Readonly<Partial<Record<Condition, string>>> = {
  missing: 'The webhook endpoint had been deleted in Stripe.',
  disabled: 'The webhook endpoint had been disabled in Stripe.',
  types: 'The webhook endpoint did not ask Stripe for all the events that the configuration chooses.',
  secret:
    'Stripe could not deliver the newest events: perhaps the signing secret of the webhook endpoint was changed in the Dashboard.',
}

const REPAIRS: Readonly<Partial<Record<Condition, string>>> = {
  missing: 'A new one was created.',
  disabled: 'It was enabled again.',
  types: 'Its events were corrected.',
  secret: 'It was replaced by a new one.',
}

/** What was mended, or undefined when nothing was. */
export const mendedText = ({ condition, mended, caughtUp }: Findings): string | undefined => {
  const parts = [
    ...(mended ? [CONDITIONS[condition], REPAIRS[condition]] : []),
    caughtUp > 0 && `${caughtUp} missed ${caughtUp === 1 ? 'event was' : 'events were'} given to the bot.`,
  ].filter(Boolean)
  return parts.length === 0 ? undefined : parts.join(' ')
}

/** What kept the gap from being found or caught up, or undefined. */
export const troubleText = ({ trouble, isBehind }: Findings): string | undefined => {
  if (trouble !== undefined) {
    const { code, sentence } = toIntegrationError(trouble)
    const reason = code === 'internal' ? String(trouble) : sentence
    const may =
      code === 'permission_missing' ? 'Give the key the permission to read Events.' : 'It is tried again by itself.'
    return `Missed events could not be looked for: ${redact(reason)} ${may}`
  }
  return isBehind ? 'There are more missed events. They follow within the next hours.' : undefined
}
