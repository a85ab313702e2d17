import { catalogue } from '../errors'
import { redact } from '../gateway/redact'
import { toIntegrationError } from '../gateway/translate'
import { attempt } from './attempt'
import { type ApiKey, parseApiKey } from './key'
import { readEndpoints, urlIn } from './known-endpoints'
import { isRestricted, type Permission, permissionsOf } from './permissions'
import { type Findings, reconcile, withTurn } from './reconcile'
import { type Installation, type SetupScene, type SetupTools, sceneOf } from './scene'
import { CONDITIONS, mendedText, troubleText } from './texts'

/** Something a shopkeeper can put right. */
export interface Problem {
  code: string
  problem: string
  remedy: string
}

/** What is known of a set-up. What could not be found out is absent. */
export interface Verified {
  mode?: 'test' | 'live' | undefined
  accountId?: string | undefined
  keyKind?: 'secret' | 'restricted' | undefined
  permissions: Permission[]
  webhook: VerifiedWebhook
  mended: string[]
  problems: Problem[]
}

interface VerifiedWebhook {
  url: string
  status: 'enabled' | 'disabled' | 'missing' | 'unreachable' | 'unknown'
  canBeReached: boolean
  endpointId?: string | undefined
  apiVersion?: string | undefined
  events: string[]
  notAskedFor: string[]
  lastEventAt?: number | undefined
  undelivered: number
  caughtUp: number
  moreToCatchUp: boolean
}

/**
 * Says whether everything is as it should be, and mends what can be, by the steps that registering takes. A wrong key is an
 * answer, not an error. An address that Botpress told at registration goes before the one that is given here.
 * @throws {IntegrationError} internal
 */
export const verifySetup = async (
  installation: Installation,
  tools: SetupTools,
  repair: boolean
): Promise<Verified> => {
  const { ctx, client } = installation
  const known = await attempt(() => readEndpoints({ client, integrationId: ctx.integrationId }))
  const url = urlIn(known.result ?? {}) ?? installation.webhookUrl
  const key = (await attempt(async () => parseApiKey(ctx.configuration.apiKey))).result
  const prepared = await attempt(async () => sceneOf({ ...installation, webhookUrl: url }, tools))
  const scene = prepared.result
  if (!scene) return { ...keyOf(key), ...NOTHING, webhook: unknown(url), problems: [toProblem(prepared.problem)] }

  const found = await attempt(() => withTurn(scene, tools, () => reconcile(scene, { repair, thorough: true })))
  const probed = await attempt(() => permissionsOf(scene.key, scene.stripe))
  const permissions = probed.result ?? []
  const findings = found.result
  const mended = findings && mendedText(findings)
  return {
    ...{ ...keyOf(key), accountId: findings?.account },
    // Of a key that Stripe refuses nothing else is known.
    permissions: refuses(found.problem) ? [] : permissions,
    webhook: findings ? webhookOf(findings, scene, repair) : unknown(url),
    mended: mended ? [mended] : [],
    problems: [
      ...[found.problem, ...(found.problem === undefined ? [probed.problem] : [])]
        .filter((problem) => problem !== undefined)
        .map(toProblem),
      ...(findings ? problemsOf(findings, repair) : []),
      ...(refuses(found.problem) ? [] : permissions.filter(({ ok }) => !ok).map(lacking)),
    ],
  }
}

const NOTHING = { permissions: [], mended: [] }

const keyOf = (key: ApiKey | undefined): Pick<Verified, 'mode' | 'keyKind'> =>
  key ? { mode: key.livemode ? 'live' : 'test', keyKind: isRestricted(key) ? 'restricted' : 'secret' } : {}

const unknown = (url: string): VerifiedWebhook => ({
  ...{ url, status: 'unknown', canBeReached: false, events: [], notAskedFor: [] },
  ...{ undelivered: 0, caughtUp: 0, moreToCatchUp: false },
})

const refuses = (problem: unknown): boolean =>
  problem !== undefined && toIntegrationError(problem).code === 'key_refused'

/** @throws what is a mistake of ours: it is no problem that a shopkeeper can mend */
const toProblem = (error: unknown): Problem => {
  const { code, sentence } = toIntegrationError(error)
  if (code === 'internal') throw error
  return { code, problem: redact(sentence), remedy: catalogue[code].remedy }
}

const statusOf = ({ condition }: Findings, repair: boolean): VerifiedWebhook['status'] => {
  if (condition === 'unreachable') return 'unreachable'
  if (repair) return 'enabled'
  if (condition === 'new' || condition === 'missing') return 'missing'
  return condition === 'disabled' ? 'disabled' : 'enabled'
}

const webhookOf = (findings: Findings, { wanted, canReach }: SetupScene, repair: boolean): VerifiedWebhook => ({
  ...{ url: wanted.url, status: statusOf(findings, repair), canBeReached: canReach },
  ...{ endpointId: findings.endpointId, apiVersion: findings.apiVersion },
  events: [...wanted.events],
  notAskedFor: repair ? [] : findings.notAskedFor,
  ...{ lastEventAt: findings.lastArrived, undelivered: findings.undelivered, caughtUp: findings.caughtUp },
  moreToCatchUp: findings.isBehind,
})

const BY_ITSELF =
  'Run this action with repair switched on, or save the configuration. It is also mended by itself within a day.'

const problemsOf = (findings: Findings, repair: boolean): Problem[] => {
  const { condition } = findings
  if (condition === 'unreachable') return [UNREACHABLE]
  const wrong = condition === 'new' ? 'There is no webhook endpoint yet.' : CONDITIONS[condition]
  const trouble = troubleText(findings)
  return [
    ...(wrong && !repair ? [{ code: `endpoint_${condition}`, problem: wrong, remedy: BY_ITSELF }] : []),
    ...(findings.undelivered > 0 && !repair ? [missedProblem(findings.undelivered)] : []),
    ...(trouble && (repair || findings.trouble !== undefined) ? [behindProblem(trouble)] : []),
  ]
}

const UNREACHABLE: Problem = {
  code: 'not_reachable',
  problem: 'Stripe cannot reach this machine, so it has no webhook endpoint and no events arrive by themselves.',
  remedy:
    "Forward events to this machine with Stripe's command-line tool, or install the integration in Botpress' cloud.",
}

const missedProblem = (count: number): Problem => ({
  code: 'events_missed',
  problem: `Stripe could not deliver ${count} ${count === 1 ? 'event' : 'events'} that the bot should have.`,
  remedy: BY_ITSELF,
})

const behindProblem = (problem: string): Problem => ({
  code: 'events_behind',
  problem,
  remedy: 'Run this action again to go on at once.',
})

const lacking = ({ feature, permission }: Permission): Problem => ({
  code: 'permission_missing',
  problem: `The key lacks the permission "${permission}". Without it this does not work: ${feature}.`,
  remedy: 'Edit the key in the Stripe Dashboard (Developers → API keys) and add the permission.',
})
