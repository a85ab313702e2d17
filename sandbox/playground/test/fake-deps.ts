import type { ActionResult, PlaygroundDeps } from '../src/deps'
import { createFeed } from '../src/feed'

export const PORT = 3456

/** The server's dependencies without anything behind them; calls are written down. */
export const fakeDeps = (result: ActionResult = { ok: true, output: { id: 'plink_1' } }) => {
  let now = 0
  const feed = createFeed({ run: 'run', now: () => ++now })
  const calls: Array<[name: string, input: Record<string, unknown>]> = []
  let listeners = 0
  const deps: PlaygroundDeps = {
    port: PORT,
    mode: {
      kind: 'embedded',
      key: 'sk_test_…1234',
      stripeUrl: 'http://127.0.0.1:4001',
      webhookUrl: 'http://127.0.0.1:4002/webhook',
    },
    documents: [{ name: 'readme', title: 'README', read: async () => '# <script>' }],
    actions: [
      {
        name: 'createPaymentLink',
        title: 'Create payment link',
        description: 'Sells <b>one</b> thing & more',
        inputSchema: {
          properties: { productName: { type: 'string', 'x-zui': { title: 'Product', placeholder: 'T-Shirt' } } },
          required: ['productName'],
        },
        examples: [{ title: 'A "good" one', input: { productName: `T-Shirt "<'` } }],
      },
    ],
    callAction: async (name, input) => {
      calls.push([name, input])
      return result
    },
    history: feed.history,
    subscribe(listener) {
      listeners += 1
      const end = feed.subscribe(listener)
      return () => {
        listeners -= 1
        end()
      }
    },
  }
  return { deps, feed, calls, listeners: () => listeners }
}
