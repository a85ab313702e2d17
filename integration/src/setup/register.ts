import type { SetupProps } from '../define/types'
import { type Findings, reconcile, withTurn } from './reconcile'
import { type SetupTools, sceneOf } from './scene'
import { mendedText, troubleText } from './texts'

/**
 * Installs the integration, or brings it up to date after the configuration was saved, and once a day: proves the key, sees
 * to the webhook endpoint, and gives the bot what it missed. Running it again changes nothing.
 * @throws {IntegrationError} and Stripe's errors, translated by the caller
 */
export const register = async (props: SetupProps, tools: SetupTools): Promise<void> => {
  const { client, logger } = props
  const scene = sceneOf(props, tools)
  const findings = await withTurn(scene, tools, () => reconcile(scene))
  await client.configureIntegration({
    identifier: findings.account ?? null,
    // What is left because the time was up is caught up sooner.
    scheduleRegisterCall: findings.isBehind && findings.trouble === undefined ? 'hourly' : 'daily',
  })
  tell(findings, logger)
  logger.forBot().info(`Connected to Stripe in ${scene.key.livemode ? 'live' : 'test'} mode.`)
}

const tell = (findings: Findings, logger: SetupProps['logger']): void => {
  const mended = mendedText(findings)
  if (mended) logger.forBot().warn(mended)
  const trouble = troubleText(findings)
  if (trouble) logger.forBot().warn(trouble)
}
