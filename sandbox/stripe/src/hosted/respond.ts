import { renderUnavailablePage, type UnavailablePageView } from '../pages'
import type { Environment, Sandbox, Scene } from '../sandbox'

export const html = (body: string, status = 200): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      // The page's own policy says the rest; this cannot be said in a page.
      'content-security-policy': "frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    },
  })

/** A page that is not there (404), or not any more (410). */
export const unavailable = (view: UnavailablePageView, status: 404 | 410): Response =>
  html(renderUnavailablePage(view), status)

/** A page that changed something is fetched anew, so that going back and forth in the browser does nothing twice. */
export const redirect = (location: string): Response => new Response(null, { status: 303, headers: { location } })

export const sceneOf = (sandbox: Sandbox, env: Environment): Scene => ({
  ...{ sandbox, env, requestId: sandbox.ids.make('req'), idempotencyKey: undefined },
})

export const environments = ({ environments: { test, live } }: Sandbox): Environment[] => [test, live]

/** The mode in which an object of this type has this ID. */
export const environmentOf = (sandbox: Sandbox, type: string, id: string): Environment | undefined =>
  environments(sandbox).find(({ store }) => store.get(id)?.object === type)
