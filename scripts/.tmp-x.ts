import { createStripe, serveStripe, seedShop } from '@botpress-stripe/sandbox-stripe'
import { createGateway } from '../integration/src/gateway/index'
import * as inv from '../integration/src/gateway/invocation'
import { systemClock } from '../integration/src/clock'
const s = createStripe(); const served = await serveStripe(s, { port: 0 }); await seedShop(s)
s.subscribe((e) => console.log('stripe', JSON.stringify(e)))
const context = inv.createInvocationContext()
const g = createGateway('sk_test_fake_sandbox', { transport: async (i, n) => { console.log('fetch', String(i instanceof Request ? i.url : i), n && { ...n, signal: !!n.signal }); try { return await fetch(i, n) } catch (e) { console.log('ERR', e, (e as Error).cause); throw e } }, clock: systemClock, random: Math.random, context, observer: (c) => console.log(JSON.stringify(c)), apiBase: new URL(served.url) })
await context.run(inv.createInvocation({ clock: systemClock, scope: 'x' }), async () => { console.log((await g.products.create({ name: 'x' }).catch((e) => e)))})
await served.close()
