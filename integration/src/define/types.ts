import type * as sdk from '@botpress/sdk'
import type * as actions from '../actions/index'
import type { Configuration, states } from '../configuration'
import type { allEvents } from '../events/index'

type Actions = typeof actions
type Events = typeof allEvents
type States = typeof states

/**
 * The integration as Botpress' SDK types it, inferred from the registries: no generated code is needed to type-check,
 * test or run. Inputs and configuration are typed before parsing, because the SDK hands them through as they came.
 */
export type StripeIntegration = sdk.DefaultIntegration<{
  name: 'stripe'
  version: string
  configuration: Configuration
  configurations: Record<never, never>
  actions: {
    [Name in keyof Actions]: {
      input: sdk.z.input<Actions[Name]['input']>
      output: sdk.z.input<Actions[Name]['output']>
    }
  }
  events: { [Name in keyof Events]: sdk.z.input<Events[Name]['payload']> }
  states: { [Name in keyof States]: { type: States[Name]['type']; payload: sdk.z.input<States[Name]['schema']> } }
  user: { tags: { id: Record<never, never> } }
  channels: Record<never, never>
  entities: Record<never, never>
}>

type Implementation = sdk.IntegrationProps<StripeIntegration>

/** What Botpress hands to `register` and `unregister`. */
export type SetupProps = Parameters<Implementation['register']>[0]
/** What Botpress hands to the webhook handler. */
export type WebhookProps = Parameters<Implementation['handler']>[0]
export type Client = SetupProps['client']
export type Logger = SetupProps['logger']
export type Context = SetupProps['ctx']
/** The answer to a webhook. */
export type WebhookResponse = { status: number; body: string; headers?: Record<string, string> }
export type ActionHandlers = Implementation['actions']
