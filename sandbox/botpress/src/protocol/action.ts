import { object, PAYLOAD } from '../api/operation'
import { BotpressError } from '../errors'
import { bodyValidator, type Check } from '../json-schema'
import { requireRegistered, type Target } from './lifecycle'
import { parsed, post } from './post'
import { requireSuccess } from './result'

export interface ActionResult {
  output: unknown
  meta?: unknown
}

const answer = bodyValidator<ActionResult>({ ...object({ output: {}, meta: PAYLOAD }, ['output']) })

const require = (check: Check, value: unknown, what: string): void => {
  const problem = check(value)
  if (problem) throw new BotpressError('InvalidDataFormat', `${what} does not fit its schema: ${problem}.`)
}

const perform = async (type: string, input: unknown, target: Target): Promise<ActionResult> => {
  const { installation, connection, runtime } = target
  requireRegistered(installation)
  const action = installation.definition.actions.get(type)
  if (!action) throw new BotpressError('ReferenceNotFound', `The definition declares no action "${type}".`)
  require(action.input, input, `The input of action "${type}"`)
  const response = await post('action_triggered', { type, input }, installation, connection, runtime)
  const { body } = requireSuccess(parsed(response))
  if (!answer.test(body)) {
    throw new BotpressError(
      'InvalidDataFormat',
      `The integration's answer is not one to an action: ${answer.explain()}.`
    )
  }
  require(action.output, body.output, `The output of action "${type}"`)
  return body
}

/**
 * Calls an action as a bot does: input and output must fit the definition.
 * @param conversationId the conversation it is called for, for the feed
 * @throws {BotpressError} @throws {IntegrationError}
 */
export const callAction = async (
  type: string,
  input: unknown,
  target: Target,
  conversationId?: string
): Promise<ActionResult> => {
  const { clock, feed } = target.runtime
  const start = clock.now()
  const entry = { kind: 'action', type, input, ...(conversationId !== undefined && { conversationId }) } as const
  try {
    const result = await perform(type, input, target)
    feed.publish({ ...entry, output: result.output, durationMs: clock.now() - start })
    return result
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    feed.publish({ ...entry, error, durationMs: clock.now() - start })
    throw thrown
  }
}
