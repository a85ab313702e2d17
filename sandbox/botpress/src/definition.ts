import { transforms, type z } from '@botpress/sdk'
import { type Check, checkOf, type JsonSchema } from './json-schema'
import type { BotDefinitionParts, BotpressOptions } from './types'

/** What Botpress knows of an integration after its deployment: names, and schemas as JSON Schema. */
export interface DeployedDefinition {
  name: string
  /** By name; the default configuration is ''. */
  configurations: Map<string, Check>
  actions: Map<string, { input: Check; output: Check }>
  events: Map<string, Check>
  states: Map<string, { type: string; payload: Check }>
  userTags: Set<string>
  channels: Map<string, DeployedChannel>
}

/** What Botpress knows of the bot itself. */
export interface DeployedBot extends Pick<DeployedDefinition, 'name' | 'events' | 'states' | 'userTags' | 'channels'> {
  /** What its integrations are called in it, by their names. */
  aliases: Map<string, string>
  conversationTags: Set<string>
  messageTags: Set<string>
}

export interface DeployedChannel {
  messages: Map<string, Check>
  conversationTags: Set<string>
  messageTags: Set<string>
}

type Props = BotpressOptions['definition']['props']

type ToCheck = (schema: z.ZodTypeAny) => Check

/**
 * Botpress gets schemas as JSON, which drops what is undefined in them.
 * @throws for what JSON Schema cannot express: the real deployment fails at the same place
 */
const toCheckWith =
  (props: Pick<Props, '__advanced'> | Pick<BotDefinitionParts, '__advanced'>): ToCheck =>
  (schema) => {
    const transform = props.__advanced?.useLegacyZuiTransformer
      ? transforms.toJSONSchemaLegacy
      : transforms.toJSONSchema
    const json: JsonSchema = JSON.parse(JSON.stringify(transform(schema)))
    return checkOf(json)
  }

const mapValues = <T, U>(record: Record<string, T> | undefined, convert: (value: T) => U): Map<string, U> =>
  new Map(Object.entries(record ?? {}).map(([key, value]) => [key, convert(value)]))

const keys = (record: Record<string, unknown> | undefined): Set<string> => new Set(Object.keys(record ?? {}))

const NO_CONFIGURATION: JsonSchema = { type: 'object', additionalProperties: false }

const configurations = ({ configuration, configurations }: Props, toCheck: ToCheck): Map<string, Check> =>
  mapValues(configurations, ({ schema }) => toCheck(schema)).set(
    '',
    configuration ? toCheck(configuration.schema) : checkOf(NO_CONFIGURATION)
  )

const channels = ({ channels }: Props, toCheck: ToCheck): Map<string, DeployedChannel> =>
  mapValues(channels, ({ messages, message, conversation }) => ({
    messages: mapValues(messages, ({ schema }) => toCheck(schema)),
    conversationTags: keys(conversation?.tags),
    messageTags: keys(message?.tags),
  }))

/**
 * Takes over a definition as a deployment does.
 * @throws when one of its schemas cannot be expressed as JSON Schema
 */
export const deploy = ({ props }: BotpressOptions['definition']): DeployedDefinition => {
  const toCheck = toCheckWith(props)
  return {
    name: props.name,
    configurations: configurations(props, toCheck),
    actions: mapValues(props.actions, ({ input, output }) => ({
      input: toCheck(input.schema),
      output: toCheck(output.schema),
    })),
    events: mapValues(props.events, ({ schema }) => toCheck(schema)),
    states: mapValues(props.states, ({ type, schema }) => ({ type, payload: toCheck(schema) })),
    userTags: keys(props.user?.tags),
    channels: channels(props, toCheck),
  }
}

/**
 * Takes over a bot's definition.
 * @param name the owner of what the bot makes itself
 * @throws when one of its schemas cannot be expressed as JSON Schema
 */
export const deployBot = (definition: BotDefinitionParts, name: string): DeployedBot => {
  const toCheck = toCheckWith(definition)
  const { integrations = {}, events, states, user, conversation, message } = definition
  return {
    ...{ name, channels: new Map() },
    aliases: new Map(Object.entries(integrations).map(([alias, integration]) => [integration.name, alias])),
    events: mapValues(events, ({ schema }) => toCheck(schema)),
    states: mapValues(states, ({ type, schema }) => ({ type, payload: toCheck(schema) })),
    userTags: keys(user?.tags),
    conversationTags: keys(conversation?.tags),
    messageTags: keys(message?.tags),
  }
}
