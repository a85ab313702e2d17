import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { refusal } from './refusal'

const READS = ['GET', 'HEAD']

const isOwnHost = (request: Request, hosts: string[]): boolean => {
  const header = request.headers.get('host')
  return hosts.includes(new URL(request.url).host) && (header === null || hosts.includes(header))
}

/** Browsers name where a write comes from; a program such as curl does not, and no page can leave it out. */
const isSameSite = ({ headers }: Request, hosts: string[]): boolean => {
  const origin = headers.get('origin')
  const site = headers.get('sec-fetch-site')
  const isOwnOrigin = origin === null || hosts.some((host) => origin === `http://${host}`)
  return isOwnOrigin && (site === null || site === 'same-origin')
}

/**
 * Refuses what another site could make a browser send: requests under a name that only points here (DNS rebinding), and
 * writes that begin on another page.
 */
export const guard = (port: number): MiddlewareHandler => {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  return async (context, next) => {
    const request = context.req.raw
    if (!isOwnHost(request, hosts)) return refusal(403, 'host_refused', `This page is at http://${hosts[0]} only.`)
    if (!READS.includes(request.method) && !isSameSite(request, hosts)) {
      return refusal(403, 'cross_site_refused', 'Only the page itself may ask for this.')
    }
    return next()
  }
}

/**
 * The page loads its own scripts and talks to its own server; nothing else, and no other page frames it. Styles may be set by
 * scripts, as the component library does. Code is never made from text.
 * @param stripeUrl where hosted pages are, which the page may frame
 */
export const headers =
  (stripeUrl: () => string | undefined): MiddlewareHandler =>
  (context, next) =>
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        frameSrc: [stripeUrl() ?? "'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      strictTransportSecurity: false,
    })(context, next)
