import type { ConversationInfo } from './api'
import type { PlaygroundDocument, ServedRun } from './playground'
import type { Run } from './run'

/** The people of the chat, side by side. */
const CUSTOMERS = [
  { clientId: 'customer-1', name: 'Customer 1' },
  { clientId: 'customer-2', name: 'Customer 2' },
]

/** A run as the server asks it. */
export const serveRun = (run: Run, documents: readonly PlaygroundDocument[]): ServedRun => ({
  ...run,
  session: (origin) => ({
    run: run.id,
    mode: run.world.mode,
    chat: { apiUrl: `${origin}/chat`, customers: CUSTOMERS },
    documents: documents.map(({ name, title }) => ({ name, title })),
    canSteer: run.world.stripe !== undefined,
  }),
  conversations: (): ConversationInfo[] => [],
})
