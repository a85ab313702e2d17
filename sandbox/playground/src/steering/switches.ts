import type { FaultRule as BotpressRule, BotpressSandbox } from '@botpress-stripe/sandbox-botpress'
import type { FaultRule as StripeRule, StripeSandbox } from '@botpress-stripe/sandbox-stripe'
import type { FaultSwitch } from '../api'
import type { Story } from '../timeline/story'
import { SWITCHES, type SwitchDefinition, type SwitchName } from './definitions'

interface Setting {
  isOn: boolean
  value: number
  hits: number
  /** What passed while it was on, of which every so many are hit. */
  passed: number
}

/** Stripe's limit in test mode. Requests a second. */
export const STRIPE_LIMIT = 25

const initialOf = ({ value }: SwitchDefinition): number => value?.initial ?? 0

const isWrite = (operation: string): boolean => !operation.startsWith('GET ')

/** The faults on demand behind the switches: each stays as long as its switch is on. */
const STRIPE_RULES: ReadonlyArray<[SwitchName, StripeRule['fault'], (operation: string) => boolean]> = [
  ['locks', '429 lock', isWrite],
  ['server-errors', '503', () => true],
  ['resets', 'reset after', () => true],
  ['timeouts', 'timeout before', () => true],
]

interface Parts {
  stripe: StripeSandbox | undefined
  botpress: BotpressSandbox
  story: Story
}

/** Switches for what can go wrong, in a world that has begun. */
export const createSwitches = ({ stripe, botpress, story }: Parts) => {
  const definitions: readonly SwitchDefinition[] = stripe
    ? SWITCHES
    : SWITCHES.filter(({ group }) => group === 'Botpress')
  const settings = new Map(
    definitions.map((definition): [string, Setting] => [
      definition.name,
      { isOn: false, value: initialOf(definition), hits: 0, passed: 0 },
    ])
  )
  const titleOf = (name: string) => definitions.find((definition) => definition.name === name)?.title ?? name
  const amountOf = (name: SwitchName): number | undefined => {
    const setting = settings.get(name)
    return setting?.isOn ? setting.value : undefined
  }

  const hit = (name: SwitchName, what?: string): void => {
    const setting = settings.get(name)
    if (!setting) return
    setting.hits++
    if (what !== undefined) story.tell({ kind: 'fault', title: titleOf(name), detail: what, ok: false })
  }

  /** Whether it is the turn of a request to be hit. */
  const isNext = (name: SwitchName): boolean => {
    const setting = settings.get(name)
    if (!setting?.isOn) return false
    setting.passed++
    return setting.value === 0 || setting.passed % setting.value === 0
  }

  for (const [name, fault, fits] of stripe ? STRIPE_RULES : []) {
    const matches = (operation: string): boolean => {
      if (!fits(operation) || !isNext(name)) return false
      hit(name, operation)
      return true
    }
    stripe?.faults.add({ fault, times: Number.POSITIVE_INFINITY, matches })
  }

  const down: BotpressRule = {
    ...{ fault: '500 before', times: Number.POSITIVE_INFINITY },
    matches: (operation) => {
      if (story.traces.current()?.client !== 'integration' || !isNext('botpress-down')) return false
      hit('botpress-down', operation)
      return true
    },
  }
  botpress.faults.add(down)

  const apply = (): void => {
    const [limit, latency, late] = [amountOf('rate-limit'), amountOf('latency'), amountOf('late')]
    stripe?.steer({
      ...(limit && { limits: { account: limit, endpoint: limit, search: limit, window: 'sliding' } }),
      ...(latency && { latencyMs: [latency * 0.5, latency * 1.5] }),
    })
    stripe?.deliveries.configure({ duplicates: settings.get('duplicates')?.isOn ? 1 : 0, shuffleMs: late ?? 0 })
  }

  const show = (definition: SwitchDefinition): FaultSwitch => {
    const { name, group, title, description, value } = definition
    const { isOn = false, hits = 0, value: now = 0 } = settings.get(name) ?? {}
    const shown = value && { title: value.title, minimum: value.minimum, maximum: value.maximum, unit: value.unit, now }
    return { name, group, title, description, isOn, hits, ...(shown && { value: shown }) }
  }

  return {
    list: (): FaultSwitch[] => definitions.map(show),
    find: (name: string): FaultSwitch | undefined => definitions.filter((one) => one.name === name).map(show)[0],
    set: (name: string, isOn: boolean, value: number | undefined): void => {
      const setting = settings.get(name)
      if (!setting) return
      const next = value ?? setting.value
      if (setting.isOn === isOn && setting.value === next) return
      Object.assign(setting, { isOn, value: next })
      apply()
      const detail = isOn ? (next > 0 ? `on, ${next}` : 'on') : 'off'
      story.timeline.add({ kind: 'fault', title: titleOf(name), detail, ok: true })
    },
    clear: (): void => {
      for (const setting of settings.values()) setting.isOn = false
      apply()
    },
    /** What Stripe allows a second now. */
    limit: (): number => amountOf('rate-limit') ?? STRIPE_LIMIT,
    /** An answer of the embedded Stripe: the limiter and the delay have no rule that could count. */
    answered: (response: Response | undefined): void => {
      if (amountOf('latency')) hit('latency')
      const limited = response?.status === 429 && response.headers.has('stripe-rate-limited-reason')
      if (limited && amountOf('rate-limit')) hit('rate-limit', `answered 429`)
    },
    /** A webhook is sent. */
    delivered: (isRepeated: boolean): void => {
      if (amountOf('late')) hit('late')
      if (isRepeated && settings.get('duplicates')?.isOn) hit('duplicates')
    },
  }
}

export type Switches = ReturnType<typeof createSwitches>
