import { withoutCardNumbers } from '@botpress-stripe/integration/card-guard'
import { texts } from './texts'
import type { MessageProps } from './types'

type Received = Pick<MessageProps, 'client' | 'message'>

/** The text of a message, with what its button means. */
export const textOf = ({ payload }: MessageProps['message']): { text: string; value?: string } => {
  if ('text' in payload && typeof payload.text === 'string') {
    const value = 'value' in payload && typeof payload.value === 'string' ? { value: payload.value } : {}
    return { text: payload.text, ...value }
  }
  return { text: '' }
}

/** Whether somebody typed a card number. */
export const hasCardNumber = (message: MessageProps['message']): boolean => {
  const { text, value = '' } = textOf(message)
  return withoutCardNumbers(text) !== text || withoutCardNumbers(value) !== value
}

/** Takes it out of the conversation; where a message cannot be changed, it is deleted. */
export const removeCardNumber = async ({ client, message }: Received): Promise<void> => {
  const text = withoutCardNumbers(textOf(message).text).replaceAll('[card number]', texts.card.masked)
  try {
    await client.updateMessage({ id: message.id, tags: {}, payload: { text } })
  } catch {
    await client.deleteMessage({ id: message.id })
  }
}
