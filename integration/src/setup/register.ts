import type Stripe from 'stripe'
import type { Clock } from '../clock'
import type { Configuration, KnownEndpoint } from '../configuration'
import type { Logger, SetupProps } from '../define/types'
import { invalidInput } from '../errors'
import { type Choice, choiceOf, enabledEvents } from '../events/index'
import { createGuardrails } from '../guardrails/index'
import { API_VERSIONS, type ApiVersion, PINNED_API_VERSION } from '../versions'
import { type ReconciledEndpoint, reconcileEndpoint } from './endpoint'
import { type ApiKey, parseApiKey } from './key'
import { type KnownEndpoints, readEndpoints, slotOf, writeEndpoints } from './known-endpoints'

export interface SetupTools {
  stripeFor(apiKey: string): Stripe
  clock: Clock
  /** Whether Stripe can reach a webhook URL: the real one cannot reach this machine. */
  canReach(webhookUrl: string): boolean
}

/**
 * Installs the integration, or brings it up to date after the configuration was saved: proves the key and sees to the
 * webhook endpoint. Running it again changes nothing.
 * @throws {IntegrationError} and Stripe's errors, translated by the caller
 */
export const register = async (props: SetupProps, tools: SetupTools): Promise<void> => {
  const { ctx, client, logger, webhookUrl } = props
  const key = parseApiKey(ctx.configuration.apiKey)
  createGuardrails(ctx.configuration).checkMode(key)
  const apiVersion = parseApiVersion(ctx.configuration.apiVersion)
  const stripe = tools.stripeFor(key.value)
  const account = await readAccount(stripe)

  const place = { client, integrationId: ctx.integrationId }
  const known = await readEndpoints(place)
  const slot = slotOf(key, account)
  const store = async ({ id, secret, replaces }: ReconciledEndpoint) => {
    const entry: KnownEndpoint = {
      ...{ id, secret, apiVersion, keyHash: key.hash, livemode: key.livemode },
      ...(account && { account }),
      savedAt: known[slot]?.id === id ? known[slot].savedAt : tools.clock.now(),
    }
    const next = reportLeftBehind({ ...others(known, key, [id, ...replaces]), [slot]: entry }, slot, logger)
    if (JSON.stringify(next) !== JSON.stringify(known)) await writeEndpoints(place, next)
  }

  if (tools.canReach(webhookUrl)) {
    const events = enabledEvents(parseChoice(ctx.configuration))
    await reconcileEndpoint({ url: webhookUrl, apiVersion, botId: ctx.botId, events }, known, stripe, store)
  } else {
    await stripe.webhookEndpoints.list({ limit: 1 }) // proves the key, also one that may not read its account
    logger.forBot().warn('Stripe cannot reach this machine, so no webhook endpoint was created. Forward events to it.')
  }
  await client.configureIntegration({ identifier: account ?? null })
  logger.forBot().info(`Connected to Stripe in ${key.livemode ? 'live' : 'test'} mode.`)
}

/** The account's ID, or undefined for a restricted key that may not read it. A wrong key is an error here. */
const readAccount = async (stripe: Stripe): Promise<string | undefined> => {
  try {
    return (await stripe.accounts.retrieveCurrent()).id
  } catch (error) {
    if (error instanceof Error && 'type' in error && error.type === 'StripePermissionError') return undefined
    throw error
  }
}

const parseApiVersion = (version: string | undefined): ApiVersion => {
  if (version === undefined || version === '') return PINNED_API_VERSION
  const known = API_VERSIONS.find((candidate) => candidate === version)
  if (!known) throw invalidInput('apiVersion', `must be ${API_VERSIONS.join(' or ')}.`)
  return known
}

/** @throws {IntegrationError} invalid_input for a type that is none of Stripe's in form */
const parseChoice = (configuration: Configuration): Choice => {
  const choice = choiceOf(configuration)
  const wrong = (configuration.otherEvents ?? []).find((type) => !choice.others.has(type.trim()))
  if (wrong === undefined) return choice
  throw invalidInput(
    'otherEvents',
    `"${wrong.slice(0, 40)}" is not a type of Stripe event. They look like customer.tax_id.created.`
  )
}

/** What is known of other keys' endpoints: neither this key's nor one that was just adopted or replaced. */
const others = (endpoints: KnownEndpoints, key: ApiKey, handled: string[]): KnownEndpoints =>
  Object.fromEntries(
    Object.entries(endpoints).filter(([, { id, keyHash }]) => keyHash !== key.hash && !handled.includes(id))
  )

/** Accounts and modes a bot was connected to that are remembered. */
const KEPT_SLOTS = 10

/** Says once which endpoints of other accounts or modes stay behind: the key that could remove them is gone. */
const reportLeftBehind = (endpoints: KnownEndpoints, current: string, logger: Logger): KnownEndpoints => {
  const entries = Object.entries(endpoints).map(([slot, endpoint]): [string, KnownEndpoint] => {
    if (slot === current) return [slot, endpoint]
    if (!endpoint.leftBehind) logger.forBot().warn(leftBehindText(endpoint))
    return [slot, { ...endpoint, leftBehind: true }]
  })
  entries.sort(([, a], [, b]) => b.savedAt - a.savedAt)
  const kept = entries.filter(([slot], index) => slot === current || index < KEPT_SLOTS)
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const leftBehindText = ({ id, account, livemode }: KnownEndpoint): string =>
  `The webhook endpoint ${id} of ${account ? `the account ${account}` : 'the account of the key before'} (${livemode ? 'live' : 'test'} mode) could not be removed, because its key is no longer configured. Delete it in that account's Stripe Dashboard, under Developers → Webhooks.`
