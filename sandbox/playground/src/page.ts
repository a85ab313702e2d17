import { html } from 'hono/html'
import { FEED_KINDS, type Mode, type PlaygroundDeps } from './deps'
import { actionPanel } from './form'

type Markup = ReturnType<typeof html>

const MODE_NAMES = { embedded: 'Embedded Stripe', 'test-mode': 'Stripe test mode' } as const

/** The action that the first steps begin with, when the integration has it. */
const FIRST_ACTION = 'createPaymentLink'

const fact = (name: string, value: string): Markup => html`<div><dt>${name}</dt><dd><code>${value}</code></dd></div>`

const header = (mode: Mode, documents: PlaygroundDeps['documents']): Markup => html`<header class="top">
<div class="brand"><h1>Stripe for Botpress</h1><span class="mode ${mode.kind}">${MODE_NAMES[mode.kind]}</span></div>
${documents.length > 0 && html`<nav aria-label="Documentation">${documents.map(({ name, title }) => html`<a href="/docs/${name}">${title}</a>`)}</nav>`}
<dl class="facts">${fact('Key', mode.key)}${mode.stripeUrl !== undefined && fact('Stripe', mode.stripeUrl)}${fact('Webhooks', mode.webhookUrl)}</dl>
</header>`

/** How the page where the customer pays is filled in. */
const PAYING = {
  embedded: 'a test card: one that is declined, then one that succeeds. One click fills it in',
  'test-mode': 'the test card 4242 4242 4242 4242, any date to come and any CVC',
} as const

const steps = (firstAction: string, { kind }: Mode): Markup => html`<ol class="steps" aria-label="First steps">
<li><a href="#${firstAction}">Create a payment link</a>, or one for a subscription: an example fills in the form.</li>
<li>Open the link and pay with ${PAYING[kind]}.</li>
<li>Watch the <a href="#feed">live feed</a>: bot events are what your bot is told.</li>
</ol>`

/** The real Stripe does not tell here what it was asked and what happened at it. */
const kindsOf = (mode: Mode): Array<[kind: string, name: string]> =>
  Object.entries(FEED_KINDS).filter(([kind]) => mode.kind === 'embedded' || !['stripe', 'call'].includes(kind))

const feed = (mode: Mode): Markup => html`<section class="feed" id="feed" aria-labelledby="feed-title">
<div class="bar"><h2 id="feed-title">Live feed</h2><span class="connection" role="status">connecting …</span><button type="button" class="quiet" data-clear>Clear</button></div>
<div class="filters" role="group" aria-label="Show">${kindsOf(mode).map(
  ([kind, name]) =>
    html`<button type="button" class="chip" data-kind="${kind}" aria-pressed="true">${name} <b>0</b></button>`
)}</div>
<p class="empty">Nothing has happened yet. Create a payment link and pay it: what happens at Stripe and what your bot is told appears here.</p>
<ol class="entries" role="log" aria-label="What happened, newest first"></ol>
</section>`

/** The page: everything is in it but the feed's entries, which its script adds as they arrive. */
export const renderPage = ({ mode, actions, documents }: PlaygroundDeps): Markup => {
  const first = actions.find(({ name }) => name === FIRST_ACTION) ?? actions[0]
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stripe for Botpress · playground</title>
<link rel="icon" href="data:,">
${['base', 'app', 'feed'].map((name) => html`<link rel="stylesheet" href="/${name}.css">`)}
<script type="module" src="/app.js"></script>
</head>
<body>
<a class="skip" href="#feed">Skip to the live feed</a>
${header(mode, documents)}
${first && steps(first.name, mode)}
<main class="columns">
<section class="actions" aria-labelledby="actions-title"><h2 id="actions-title">Actions</h2>
${actions.map((action) => actionPanel(action, action === first))}</section>
${feed(mode)}
</main>
<a class="jump" href="#feed" hidden>Live feed <b>0</b></a>
</body>
</html>`
}
