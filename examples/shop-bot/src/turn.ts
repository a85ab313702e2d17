import { type Dialogue, IDLE } from './state'
import type { ActionName, Client, InputOf, OutputOf, Said } from './types'

/** Where something is said. */
export interface Place {
  conversationId: string
  userId: string
}

/** One turn of a conversation: what a step can do. */
export interface Turn extends Place {
  /** What is waited for, and what is known. */
  readonly dialogue: Dialogue
  /** The message that is answered. Names what is done because of it, so that nothing is done twice. */
  readonly messageId: string
  say(...said: Said[]): Promise<void>
  /** What is waited for from now on. */
  wait(dialogue: Dialogue): Promise<void>
  /** Nothing is waited for any more. */
  rest(): Promise<void>
  /** @throws the integration's error, which `toProblem` reads */
  stripe<Name extends ActionName>(name: Name, input: InputOf<Name>): Promise<OutputOf<Name>>
}

const keyOf = (id: string) => ({ type: 'conversation', id, name: 'dialogue' }) as const

/** Calls an action of the integration. */
export const callStripe = async <Name extends ActionName>(
  client: Client,
  name: Name,
  input: InputOf<Name>
): Promise<OutputOf<Name>> => {
  // The SDK types the answer as that of any action: which one it is, it forgets.
  const { output } = await client.callAction({ type: `stripe:${name}`, input } as Parameters<Client['callAction']>[0])
  return output as OutputOf<Name>
}

/** @param botId the bot speaks under its own ID */
export const createTurn = async (client: Client, botId: string, place: Place, messageId: string): Promise<Turn> => {
  const { conversationId } = place
  const key = keyOf(conversationId)
  const { state } = await client.getOrSetState({ ...key, payload: IDLE })
  const wait = async (dialogue: Dialogue): Promise<void> => void (await client.setState({ ...key, payload: dialogue }))
  return {
    ...{ ...place, messageId, dialogue: state.payload },
    say: async (...said) => {
      for (const message of said) await client.createMessage({ conversationId, userId: botId, tags: {}, ...message })
    },
    wait,
    rest: () => wait(IDLE),
    stripe: (name, input) => callStripe(client, name, input),
  }
}
