import { BotpressError } from './errors'

/**
 * What can go wrong between an integration and Botpress. "Before": nothing was done; "after": what was asked for was
 * done, and the answer was lost.
 */
export const FAULTS = ['429', '500 before', '500 after', '502 after', 'reset before', 'reset after'] as const

export type Fault = (typeof FAULTS)[number]

export interface FaultRule {
  fault: Fault
  /** How many calls it hits; the rest go through. */
  times: number
  /** Which operations it hits, such as `createEvent`. Default: all. */
  matches?: (operation: string) => boolean
}

/** The connection breaks in place of an answer. `serveBotpress` lets it break for real. */
export class ConnectionLost extends TypeError {
  override readonly name = 'ConnectionLost'
  override readonly cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

  constructor() {
    super('fetch failed')
  }
}

/** With this header the real client asks again at once: what waits for a clock makes tests slow. */
const AT_ONCE = { 'retry-after': '0' }

const refusal = (error: BotpressError): Response => Response.json(error, { status: error.code, headers: AT_ONCE })

const internal = (): BotpressError => new BotpressError('Internal', 'An internal error occurred.')

/** A gateway's answer is no JSON. */
const badGateway = (): Response => new Response('Bad Gateway', { status: 502, headers: AT_ONCE })

const spoiled = (fault: Fault): Response => {
  if (fault === 'reset before' || fault === 'reset after') throw new ConnectionLost()
  if (fault === '429') return refusal(new BotpressError('RateLimited', 'Too many requests.'))
  return fault === '502 after' ? badGateway() : refusal(internal())
}

/** Faults on demand, for tests and demonstrations. */
export const createFaults = () => {
  let rules: FaultRule[] = []
  let hits = 0

  const next = (operation: string): Fault | undefined => {
    const rule = rules.find(({ times, matches }) => times > 0 && (matches?.(operation) ?? true))
    if (!rule) return undefined
    rule.times--
    hits++
    return rule.fault
  }

  return {
    /** Adds a rule; the first one that fits and is not used up decides. */
    add: (rule: FaultRule): void => void rules.push({ ...rule }),
    clear: (): void => {
      rules = []
      hits = 0
    },
    /** How many calls were hit so far. */
    hits: (): number => hits,

    /** Takes the place of an answer. @throws {ConnectionLost} */
    around: async (operation: string, answer: () => Promise<Response>): Promise<Response> => {
      const fault = next(operation)
      if (fault === undefined) return answer()
      if (fault.endsWith('after')) await answer()
      return spoiled(fault)
    },
  }
}

export type Faults = ReturnType<typeof createFaults>
