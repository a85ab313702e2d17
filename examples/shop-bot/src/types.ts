import type * as sdk from '@botpress/sdk'
import type { StripeIntegration } from '@botpress-stripe/integration/define/types'
import type { Dialogue } from './state'

type Defaults = typeof sdk.messages.defaults

type Messages = { [Type in keyof Defaults]: sdk.z.input<Defaults[Type]['schema']> }

/** What the bot uses of Botpress' web chat. A button that was pressed is a text with the button's value. */
type Webchat = sdk.DefaultIntegration<{
  name: 'webchat'
  version: string
  events: { conversationStarted: { userId: string; conversationId: string } }
  channels: {
    channel: {
      messages: Omit<Messages, 'text'> & { text: Messages['text'] & { value?: string } }
      message: { tags: Record<never, never> }
      conversation: { tags: Record<never, never> }
    }
  }
}>

/** The bot as the SDK types it, inferred from the integration's sources: no generated code is needed. */
export type ShopBot = sdk.DefaultBot<{
  integrations: { stripe: StripeIntegration; webchat: Webchat }
  events: Record<never, never>
  states: { dialogue: { type: 'conversation'; payload: Dialogue } }
  actions: Record<never, never>
  tables: Record<never, never>
  workflows: Record<never, never>
}>

type Bot = sdk.Bot<ShopBot>

export type MessageProps = Parameters<Parameters<Bot['on']['message']>[1]>[0]
export type Client = MessageProps['client']

type StripeActions = StripeIntegration['actions']
export type ActionName = keyof StripeActions & string
export type InputOf<Name extends ActionName> = StripeActions[Name]['input']
export type OutputOf<Name extends ActionName> = StripeActions[Name]['output']

type StripeEvents = StripeIntegration['events']
export type EventName = keyof StripeEvents & string
export type PayloadOf<Name extends EventName> = StripeEvents[Name]

/** Something that the bot says. */
export type Said = { [Type in keyof Messages]: { type: Type; payload: Messages[Type] } }[
  | 'text'
  | 'choice'
  | 'card'
  | 'carousel']
