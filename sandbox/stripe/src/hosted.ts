import { showInvoice } from './hosted/invoice-page'
import { showPortal } from './hosted/portal-page'
import { showLink, showRecovery, showSession } from './hosted/session-page'
import type { Sandbox } from './sandbox'

/** Answers a request for a hosted page, or undefined for another path. */
export const answerPage = async (request: Request, sandbox: Sandbox): Promise<Response | undefined> => {
  const url = new URL(request.url)
  if (!['GET', 'POST', 'HEAD'].includes(request.method)) return undefined
  if (/^\/b\/[A-Za-z0-9_]+\/*$/.test(url.pathname)) return showLink(sandbox, url)
  const session = /^\/c\/pay\/(cs_[A-Za-z0-9_]+)$/.exec(url.pathname)?.[1]
  if (session) return showSession(sandbox, request, url, session)
  const recovered = /^\/r\/(cs_[A-Za-z0-9_]+)$/.exec(url.pathname)?.[1]
  if (recovered) return showRecovery(sandbox, recovered)
  if (/^\/i\/acct_[A-Za-z0-9]+\/(test|live)_[A-Za-z0-9]+$/.test(url.pathname)) return showInvoice(sandbox, request, url)
  if (/^\/p\/session\/(test|live)_[A-Za-z0-9]+$/.test(url.pathname)) return showPortal(sandbox, request, url)
  return undefined
}
