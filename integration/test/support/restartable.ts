import { createBotpress, serveBotpress } from '@botpress-stripe/sandbox-botpress'
import { createStripe, type ManualClock, manualClock, type StripeOptions } from '@botpress-stripe/sandbox-stripe'
import Stripe from 'stripe'
import definition from '../../integration.definition'
import { overFetch } from '../../src/gateway/stage'
import { createIntegration } from '../../src/integration'
import { TEST_KEY } from './embedded'
import { toHandler } from './installed'
import { createPoster } from './post'

const START = Date.UTC(2026, 10, 24, 12)

/** Ends the process in the middle of the next call of an operation: Botpress has done it, and nobody hears of it. */
export const restartAt = (
  { botpress, restart }: Pick<Restartable, 'botpress' | 'restart'>,
  operation: string
): void => {
  const end = botpress.subscribe((entry) => {
    if (entry.kind !== 'call' || entry.call.operation !== operation) return
    end()
    restart()
  })
}

/** One run of the integration's process. */
interface Life {
  handle(request: Request): Promise<Response>
  /** Ends it at once: nothing it has begun reaches anybody any more. */
  end(): void
}

const never = <T>(): Promise<T> => new Promise(() => {})

/** Lets a number in at a time. */
const createGate = (most: number) => {
  let inside = 0
  let waiting: Array<() => void> = []
  const wake = () => {
    const woken = waiting
    waiting = []
    for (const resume of woken) resume()
  }
  return {
    through: async <T>(work: () => Promise<T>): Promise<T> => {
      inside++
      try {
        return await work()
      } finally {
        inside--
        wake()
      }
    },
    /** Resolves when there is room for one more. */
    room: async (): Promise<void> => {
      while (inside >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}

/**
 * The integration between an embedded Stripe and a local Botpress, in one time of ours. `restart` ends its process at
 * any moment: its memory is gone, Botpress' states stay, and of what was under way some had reached Botpress.
 * @param inFlight how many webhooks are under way at once while time is moved on with `room`
 */
export const createRestartable = async ({ inFlight = 8, ...options }: StripeOptions & { inFlight?: number } = {}) => {
  const clock: ManualClock = manualClock(START)
  const gate = createGate(inFlight)
  const stripe = createStripe({ seed: 'test', clock, deliver: (url, init) => deliver(url, init), ...options })
  let life: Life | undefined
  const botpress = createBotpress({
    ...{ definition, seed: 'test', integrationUrl: 'http://127.0.0.1', publicUrl: 'https://webhook.example.com' },
    // Time passes while a handler works, and no handler is slow by this clock.
    clock: { now: clock.now, sleep: () => never() },
    send: (request) => life?.handle(request) ?? Promise.reject(new TypeError('connect ECONNREFUSED')),
  })

  /** An address of Botpress for one life: what the process leaves behind after its end is never carried out. */
  const place = async () => {
    let isOver = false
    const server = await serveBotpress(
      {
        servedAt: botpress.servedAt,
        fetch: async (request) => {
          if (isOver) return never()
          const answer = await botpress.fetch(request)
          return isOver ? never() : answer
        },
      },
      { port: 0 }
    )
    const over = () => {
      isOver = true
    }
    return { server, over }
  }

  const begin = ({ server, over }: Awaited<ReturnType<typeof place>>): Life => {
    botpress.servedAt(server.url)
    Object.assign(process.env, botpress.env)
    const handler = toHandler(
      createIntegration({
        transport: overFetch((input, init) => stripe.fetch(new Request(input, init))),
        ...{ clock, random: () => 0.5, apiBase: new URL('http://127.0.0.1:12111') },
      })
    )
    let end = (_: Error): void => undefined
    const ended = new Promise<never>((_, reject) => {
      end = reject
    })
    ended.catch(() => undefined)
    return {
      handle: (request) => Promise.race([handler(request), ended]),
      end: () => {
        over()
        end(new TypeError('read ECONNRESET'))
      },
    }
  }

  // Addresses are taken beforehand, so that a restart happens at the very moment it is asked for.
  const places = await Promise.all([place(), place(), place()])
  const left = [...places]
  const restart = (): void => {
    life?.end()
    const next = left.shift()
    if (!next) throw new Error('This world can be restarted twice.')
    life = begin(next)
  }
  restart()

  const deliver = (url: string, init: RequestInit): Promise<Response> =>
    gate.through(() => botpress.fetch(new Request(url, init)))

  /** The real SDK, as the shopkeeper uses Stripe beside the bot. */
  const shop = new Stripe(TEST_KEY, {
    httpClient: Stripe.createFetchHttpClient((input, init) => stripe.fetch(new Request(input, init))),
    ...{ maxNetworkRetries: 0, telemetry: false },
  })

  return {
    ...{ clock, stripe, botpress, shop, restart, room: gate.room, ...createPoster(botpress, clock) },
    close: async () => {
      stripe.close()
      life?.end()
      await Promise.all(places.map(({ server }) => server.close()))
    },
  }
}

export type Restartable = Awaited<ReturnType<typeof createRestartable>>
