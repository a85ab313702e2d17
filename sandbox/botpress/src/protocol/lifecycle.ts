import { BotpressError } from '../errors'
import type { Installation, Runtime } from '../runtime'
import { type Connection, parsed, post } from './post'
import { requireSuccess } from './result'

/** An installation with what is needed to call it. */
export interface Target {
  installation: Installation
  connection: Connection
  runtime: Runtime
  /** Thrown for lack of an address only where it is needed. */
  webhookUrl(): string
}

const checkConfiguration = (configuration: unknown, type: string, { definition }: Installation): void => {
  const check = definition.configurations.get(type)
  if (!check) throw new BotpressError('ReferenceNotFound', `The definition declares no configuration "${type}".`)
  const problem = check(configuration)
  if (problem) throw new BotpressError('InvalidDataFormat', `The configuration does not fit its schema: ${problem}.`)
}

const call = async (operation: string, body: unknown, { installation, connection, runtime }: Target): Promise<void> => {
  requireSuccess(parsed(await post(operation, body, installation, connection, runtime)))
}

/** @throws {BotpressError} Forbidden */
export const requireRegistered = ({ status, ids }: Installation): void => {
  if (status !== 'registered') throw new BotpressError('Forbidden', `"${ids.alias}" is not installed: ${status}.`)
}

/**
 * Stores a configuration and calls `register`, on the first time and on every other. While that has not succeeded, the
 * integration is not called for anything else.
 * @throws {BotpressError} @throws {IntegrationError}
 */
export const install = async (configuration: unknown, type: string | undefined, target: Target): Promise<void> => {
  const { installation } = target
  checkConfiguration(configuration, type ?? '', installation)
  Object.assign(installation, { status: 'pending', configuration, configurationType: type })
  try {
    await call('register', { webhookUrl: target.webhookUrl() }, target)
    installation.status = 'registered'
  } catch (error) {
    installation.status = 'failed'
    throw error
  }
}

/**
 * Calls `unregister`, and removes the integration once it has succeeded.
 * @throws {BotpressError} Forbidden when it was never installed; @throws {IntegrationError}
 */
export const uninstall = async (target: Target): Promise<void> => {
  const { installation } = target
  if (installation.status === 'unregistered') requireRegistered(installation)
  await call('unregister', { webhookUrl: target.webhookUrl() }, target)
  Object.assign(installation, { status: 'unregistered', configuration: undefined, configurationType: undefined })
}

/** @throws {BotpressError} @throws {IntegrationError} */
export const ping = (target: Target): Promise<void> => call('ping', {}, target)
