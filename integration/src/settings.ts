import { createBounded } from './bounded'
import { createGuardrails, type GuardrailConfiguration, type Guardrails } from './guardrails/index'
import { type ApiKey, parseApiKey } from './setup/key'

/** What a configuration says. */
export interface Settings {
  key: ApiKey
  guardrails: Guardrails
}

/** Configurations that stay in memory. A process serves few; the bound is against a leak. */
const KEPT = 100

/**
 * Reads configurations, each of them once: an invocation comes with the whole of it, and it rarely differs.
 * @throws {IntegrationError} invalid_configuration for a key or a limit that cannot be read, or a live key in test mode
 */
export const createSettingsReader = () => {
  const known = createBounded<Settings>(KEPT)
  return (configuration: GuardrailConfiguration & { apiKey: unknown }): Settings => {
    const text = JSON.stringify(configuration)
    const before = known.get(text)
    if (before) return before
    const key = parseApiKey(configuration.apiKey)
    const guardrails = createGuardrails(configuration)
    guardrails.checkMode(key)
    const settings = { key, guardrails }
    known.set(text, settings)
    return settings
  }
}

export type SettingsReader = ReturnType<typeof createSettingsReader>
