import { BotpressError, IntegrationError } from '@botpress-stripe/sandbox-botpress'
import { describe, expect, it } from 'vitest'
import { toActionError } from '../src/action-error'
import { banner } from '../src/banner'

describe('a failed action', () => {
  it("is the integration's sentence, with its facts beside it", () => {
    const metadata = { code: 'stripe_busy', retryable: true, requestId: 'req_1', retryAfterSeconds: 2 }
    const message = 'Stripe is busy. (stripe_busy; try again in 2 s; req_1)'
    expect(toActionError(new IntegrationError(400, { type: 'Runtime', message, metadata }))).toEqual({
      message: 'Stripe is busy.',
      code: 'stripe_busy',
      retryable: true,
      requestId: 'req_1',
      metadata: { retryAfterSeconds: 2 },
    })
  })

  it('keeps brackets that are part of the sentence', () => {
    const message = 'Use a restricted key (rk_…).'
    expect(toActionError(new IntegrationError(400, { message })).message).toBe(message)
  })

  it("is Botpress' own refusal, or whatever it was", () => {
    const refused = new BotpressError('InvalidDataFormat', 'The input does not fit.')
    expect(toActionError(refused)).toEqual({
      message: 'The input does not fit.',
      code: 'InvalidDataFormat',
      retryable: false,
    })
    expect(toActionError('odd')).toEqual({ message: 'odd' })
  })
})

describe('the text at the terminal', () => {
  const urls = { pageUrl: 'http://127.0.0.1:3000', botpressUrl: 'http://127.0.0.1:12112' }
  const mode = { key: 'sk_test_…1234', webhookUrl: 'http://127.0.0.1:12112/webhook/1' }

  it('names one address to open, and where the rest is', () => {
    const embedded = { kind: 'embedded', stripeUrl: 'http://127.0.0.1:12111', ...mode } as const
    const text = banner({ ...urls, mode: embedded, hasWebhookSecret: false })
    expect(text).toContain('Open http://127.0.0.1:3000\n')
    expect(text).toContain('http://127.0.0.1:12111 (embedded)')
    expect(text).not.toContain('stripe listen')
  })

  it('says how events get here in test mode, and where the secret goes until it is there', () => {
    const started = { ...urls, mode: { kind: 'test-mode', ...mode } } as const
    const without = banner({ ...started, hasWebhookSecret: false })
    expect(without).toContain('stripe listen --forward-to http://127.0.0.1:12112/webhook/1\n')
    expect(without).toContain('STRIPE_WEBHOOK_SECRET=whsec_…')
    expect(without).toContain('sk_test_…1234')
    expect(banner({ ...started, hasWebhookSecret: true })).not.toContain('STRIPE_WEBHOOK_SECRET')
  })
})
