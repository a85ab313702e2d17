import { createBounded } from './bounded'
import type { Configuration } from './configuration'
import { type Choice, choiceOf } from './events/index'
import { createGuardrails, type GuardrailConfiguration, type Guardrails } from './guardrails/index'
import { type ApiKey, parseApiKey } from './setup/key'

/** Configurations that stay in memory. A process serves few; the bound is against a leak. */
const KEPT = 100

/** Reads configurations, each of them once: an invocation comes with the whole of it, and it rarely differs. */
const createReader = <Given, Settings>(read: (configuration: Given) => Settings) => {
  const known = createBounded<Settings>(KEPT)
  return (configuration: Given): Settings => {
    const text = JSON.stringify(configuration)
    const before = known.get(text)
    if (before !== undefined) return before
    const settings = read(configuration)
    known.set(text, settings)
    return settings
  }
}

/** What a configuration says to an action. */
export interface Settings {
  key: ApiKey
  guardrails: Guardrails
}

/** @throws {IntegrationError} invalid_configuration for a key or a limit that cannot be read, or a live key in test mode */
export const createSettingsReader = () =>
  createReader((configuration: GuardrailConfiguration & { apiKey: unknown }): Settings => {
    const key = parseApiKey(configuration.apiKey)
    const guardrails = createGuardrails(configuration)
    guardrails.checkMode(key)
    return { key, guardrails }
  })

export type SettingsReader = ReturnType<typeof createSettingsReader>

/** What a configuration says to a webhook: an event that arrived is delivered whatever the limits of the actions are. */
export interface WebhookSettings {
  key: ApiKey
  choice: Choice
}

/** @throws {IntegrationError} invalid_configuration for a key that cannot be read */
export const createWebhookSettingsReader = () =>
  createReader(
    (configuration: Pick<Configuration, 'apiKey' | 'events' | 'otherEvents'>): WebhookSettings => ({
      key: parseApiKey(configuration.apiKey),
      choice: choiceOf(configuration),
    })
  )

export type WebhookSettingsReader = ReturnType<typeof createWebhookSettingsReader>
