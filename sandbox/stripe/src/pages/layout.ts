import { createHash } from 'node:crypto'
import { type Html, html, trusted } from './html'
import { STYLES } from './styles'

const hashOf = (source: string): string => `'sha256-${createHash('sha256').update(source).digest('base64')}'`

// No form-action: browsers apply it to the redirect after the post too, and a shop's success page is elsewhere.
const contentPolicy = (script: string | undefined): string =>
  [
    "default-src 'none'",
    'img-src data:',
    `style-src ${hashOf(STYLES)}`,
    ...(script === undefined ? [] : [`script-src ${hashOf(script)}`]),
    "base-uri 'none'",
  ].join('; ')

/** Says on every page that it is not Stripe's, and that a real card has no business here. */
const ribbon = (livemode: boolean | undefined): Html =>
  html`<p class="ribbon"><strong>${
    livemode ? 'Simulated live mode – no real card is charged' : 'Sandbox – no real card is charged'
  }</strong> <span>· Embedded Stripe, never enter a real card</span></p>`

interface Page {
  title: string
  livemode?: boolean | undefined
  body: Html
  /** What the script reads from the page: attributes of its body. */
  data?: Html
  script?: string
}

/** A complete HTML document. Nothing in it is fetched, and its policy allows nothing but this very style and script. */
export const renderDocument = ({ title, livemode, body, data, script }: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(script)}">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLES)}</style>
</head>
<body${data}>
<header>${ribbon(livemode)}</header>
${body}
</body>${script !== undefined && html`\n<script type="module">${trusted(script)}</script>`}
</html>
`.html

/** The business' name beside its first letter. */
export const shopName = (business: string, extra?: Html): Html => {
  const letter = [...business.trim()][0]?.toUpperCase() ?? '•'
  return html`<div class="shop"><span class="mark" aria-hidden="true">${letter}</span><span>${business}</span>${extra}</div>`
}

/** The way back to where the customer came from. */
export const backLink = (href: string | undefined): Html | undefined =>
  href === undefined ? undefined : html`<a class="back" href="${href}"><span aria-hidden="true">← </span>Back</a>`

const PATHS = { done: 'M5 12.5l4.5 4.5L19 7.5', over: 'M12 7v6M12 17v.01', wait: 'M12 7v5l3 2' }

/** A round sign above a page's title. */
export const badge = (kind: keyof typeof PATHS): Html =>
  html`<div class="badge${kind !== 'done' && ' bad'}">${trusted(
    `<svg width="28" height="28" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${PATHS[kind]}"/></svg>`
  )}</div>`

/** A page that is one sheet in the middle. */
export const sheet = (body: Html): Html => html`<main class="center"><div class="sheet">${body}</div></main>`
