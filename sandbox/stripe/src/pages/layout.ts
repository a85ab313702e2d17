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

/** A complete HTML document. Nothing in it is fetched, and its policy allows nothing but this very style and script. */
export const renderDocument = (page: { title: string; body: Html; script?: string }): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(page.script)}">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style>${trusted(STYLES)}</style>
</head>
${page.body}${page.script !== undefined && html`\n<script type="module">${trusted(page.script)}</script>`}
</html>
`.html
