import { serve } from '@hono/node-server'
import { transforms } from '@botpress/sdk'
import * as actions from '../integration/src/actions/index'
import { createPlayground } from '../sandbox/playground/src/server'
import { createFeed } from '../sandbox/playground/src/feed'
const feed = createFeed({ run: 'r', now: Date.now })
const port = 3999
feed.add({ kind: 'stripe', title: 'POST /v1/products', detail: '200 · 4 ms', ok: true, payload: { a: 1 } })
const pg = createPlayground({ port, mode: { kind: 'embedded', key: 'sk_test_…1234', stripeUrl: 'http://127.0.0.1:4001', webhookUrl: 'http://127.0.0.1:4002/wh_1' },
 documents: [{ name: 'readme', title: 'README', read: async () => '# hi' }],
 actions: Object.entries(actions).map(([name, a]) => ({ name, title: a.title, description: a.description, inputSchema: transforms.toJSONSchema(a.input as never) as never, examples: a.examples as never })),
 callAction: async (name, input) => {
  feed.add({ kind: 'stripe', title: 'POST /v1/payment_links', detail: '200 · 4 ms', ok: true, payload: { request: input, status: 200 } })
  feed.add({ kind: 'event', title: 'stripe:chargeSucceeded', detail: 'usr_01abc · conversation none', ok: true, payload: { type: 'x', url: 'https://example.com/receipt', n: null, b: [1, true] } })
  feed.add({ kind: 'webhook', title: 'charge.failed', detail: '500 · will be sent again', ok: false, payload: { type: 'x' } })
  return name === 'createCustomer' ? { ok: false, error: { message: 'Stripe is busy and did not take the request.', code: 'stripe_busy', retryable: true, requestId: 'req_123', metadata: { code: 'stripe_busy', retryAfterSeconds: 2 } } } : { ok: true, output: { id: 'plink_123', url: `http://127.0.0.1:4001/pay/plink_123` } } },
 history: feed.history, subscribe: feed.subscribe })
serve({ fetch: pg.fetch, port, hostname: '127.0.0.1' }, () => console.log('up'))
