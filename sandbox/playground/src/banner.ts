import type { Mode } from './api'

/** What is told at the terminal once everything is up. */
export interface Started {
  pageUrl: string
  botpressUrl: string
  mode: Mode
  /** Whether a secret for forwarded events was given. */
  hasWebhookSecret: boolean
}

const lines = (rows: Array<[name: string, value: string]>): string =>
  rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`).join('\n')

/** Stripe cannot reach a laptop: its command-line tool carries the events, signed with a secret of its own. */
const forwarding = ({ mode, hasWebhookSecret }: Started): string => {
  const command = `stripe listen --forward-to ${mode.webhookUrl}`
  if (hasWebhookSecret) return `\n  Events arrive while this runs in another terminal:\n    ${command}\n`
  return `
  Stripe cannot reach this machine. To see events, run in another terminal (Stripe's command-line tool):
    ${command}
  It prints a secret (whsec_…). Stop this (Ctrl-C) and start it again with that secret:
    STRIPE_WEBHOOK_SECRET=whsec_… STRIPE_API_KEY=sk_test_… npm start
`
}

/** The text that says where everything is. Keys are masked. */
export const banner = (started: Started): string => {
  const { pageUrl, botpressUrl, mode } = started
  const stripe = mode.kind === 'embedded' ? `${mode.stripeUrl} (embedded)` : `test mode, key ${mode.key}`
  return `
  Open ${pageUrl}

${lines([
  ['Stripe', stripe],
  ['Botpress', `${botpressUrl} (local)`],
  ['Webhooks', mode.webhookUrl],
])}
${mode.kind === 'test-mode' ? forwarding(started) : ''}
  Ctrl-C ends everything.
`
}
