import { z } from '@botpress/sdk'

/** What an action returns that does the same thing once a day (`once: true`). */
export const repeatedOutput = {
  repeated: z
    .boolean()
    .title('Repeated')
    .describe('True when the same was done within the last day: then nothing new was done, and this is its result'),
}

/** Stripe's objects carry their answer's headers, outside of what is listed. */
interface Answered {
  lastResponse?: { headers: Record<string, string> }
}

/** Whether Stripe answered with the result of an earlier call under the same key. */
export const isRepeated = (object: Answered): { repeated: boolean } => ({
  repeated: object.lastResponse?.headers['idempotent-replayed'] === 'true',
})
