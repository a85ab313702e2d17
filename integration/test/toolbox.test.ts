import { expect, it } from 'vitest'
import type { Invoked } from '../src/define/to-handlers'
import type { Tools } from '../src/define/tools'
import { createInvocation } from '../src/gateway/invocation'
import { createSettingsReader } from '../src/settings'
import { type Workshop, withTools } from '../src/toolbox'
import { createTestClock } from './support/clock'

const clock = createTestClock()

/** An invocation with a configuration; what it does not use is not there. */
const invoke = <T>(configuration: object, work: (tools: Tools) => Promise<T>): Promise<T> => {
  const ctx = { configuration, integrationId: 'int_1', botId: 'bot_1', webhookId: 'w' }
  const workshop = { clock, settingsOf: createSettingsReader(), webhookBase: 'https://example.com' }
  return withTools(
    { ctx } as unknown as Invoked,
    createInvocation({ clock, scope: 'x' }),
    workshop as unknown as Workshop,
    work
  )
}

it('a tool is the same each time it is asked for, and is made when it is', async () => {
  const [first, again] = await invoke({ apiKey: 'nonsense' }, async (tools) => [tools.exclusive, tools.exclusive])
  expect(again).toBe(first)
})

it('an unusable key is an error where it is used, and nowhere else', async () => {
  const using = (use: (tools: Tools) => unknown) => invoke({ apiKey: 'nonsense' }, async (tools) => use(tools))
  expect(await using(({ botId }) => botId)).toBe('bot_1')
  for (const name of ['stripe', 'guardrails', 'identity', 'links', 'known'] as const) {
    await expect(using((tools) => tools[name])).rejects.toMatchObject({ code: 'invalid_configuration' })
  }
})

it('tools are not copied: what was not asked for yet would be missing', async () => {
  await expect(invoke({ apiKey: 'nonsense' }, async (tools) => ({ ...tools }))).rejects.toThrow('not copied')
})
