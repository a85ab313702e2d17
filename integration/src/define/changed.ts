import { z } from '@botpress/sdk'

/** What an action returns that brings something to a state, whether or not it was in it before. */
export const changedOutput = {
  changed: z
    .boolean()
    .title('Changed')
    .describe('False when everything was like that already: then nothing was done, and this is how it is'),
}
