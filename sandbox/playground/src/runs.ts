import type { PlaygroundDocument, ServedRun } from './playground'
import { type Run, type RunOptions, STAFF, startRun } from './run'

/** The people of the chat, side by side. */
const CUSTOMERS = [
  { clientId: 'customer-1', name: 'Customer 1' },
  { clientId: 'customer-2', name: 'Customer 2' },
]

/** A run as the server asks it. */
const serveRun = (
  run: Run,
  documents: readonly PlaygroundDocument[],
  { options, redisUrl }: RunOptions
): ServedRun => ({
  ...run,
  session: (origin) => ({
    run: run.id,
    mode: run.world.mode,
    chat: { apiUrl: `${origin}/chat`, customers: CUSTOMERS },
    documents: documents.map(({ name, title }) => ({ name, title })),
    configuration: { chat: {}, actions: STAFF },
    instances: { count: options.instances ?? 1, shared: redisUrl !== undefined },
    canSteer: run.world.stripe !== undefined,
  }),
})

/**
 * One run after the other.
 * @throws what kept the first from starting
 */
export const startRuns = async (options: RunOptions, documents: readonly PlaygroundDocument[]) => {
  let fail = (_reason: string): void => {}
  const failed = new Promise<string>((resolve) => {
    fail = resolve
  })
  let resetting: Promise<{ run: string }> | undefined

  const start = async (): Promise<ServedRun> => {
    const run = serveRun(await startRun(options), documents, options)
    run.world.exited.then((reason) => {
      if (current === run && !resetting) fail(reason)
    })
    return run
  }
  let current = await start()

  const startAgain = async (): Promise<{ run: string }> => {
    await current.close()
    current = await start()
    const news = { run: current.id }
    options.hub.tell('reset', news)
    return news
  }

  return {
    current: () => current,
    failed,
    /** Ends the run and begins another; asked for twice at once, it does so once. */
    reset: (): Promise<{ run: string }> => {
      resetting ??= startAgain()
        .catch((error: unknown) => {
          // The old run is over and there is no new one: nothing works any more.
          fail(String(error))
          throw error
        })
        .finally(() => {
          resetting = undefined
        })
      return resetting
    },
    close: () => current.close(),
  }
}
