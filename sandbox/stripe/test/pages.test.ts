import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type PaymentPageView,
  renderPaymentPage,
  renderSuccessPage,
  renderUnavailablePage,
  type SuccessPageView,
} from '../src/pages/index'
import { formatInterval, formatMoney } from '../src/pages/money'

const payment: PaymentPageView = {
  action: '/c/pay/plink_1',
  business: 'Corner Shop',
  mode: 'payment',
  livemode: false,
  lines: [{ name: 'Coffee beans', quantity: 2, unitAmount: 600, amount: 1200 }],
  total: 1200,
  currency: 'usd',
}

const success: SuccessPageView = {
  business: 'Corner Shop',
  total: 1200,
  currency: 'usd',
  mode: 'payment',
  lines: payment.lines,
}

const adjustable = { ...payment.lines[0], name: 'Beans', quantity: 2, unitAmount: 600, amount: 1200 }

describe('money', () => {
  it.each([
    [1200, 'usd', '$12.00'],
    [1200, 'USD', '$12.00'],
    [0, 'eur', '€0.00'],
    [-250, 'usd', '-$2.50'],
    [1200, 'jpy', '¥1,200'],
    [12345, 'kwd', 'KWD\u00a012.345'],
    [50000, 'isk', 'ISK\u00a0500'],
    [50050, 'isk', 'ISK\u00a0500.50'],
    [500, 'ugx', 'UGX\u00a05'],
    [1200, 'huf', 'HUF\u00a012.00'],
  ])('shows %i %s as %s', (amount, currency, text) => {
    expect(formatMoney(amount, currency)).toBe(text)
  })

  it('does not fail on what is no currency', () => {
    expect(formatMoney(1200, 'gold!')).toBe('12.00 gold!')
  })

  it('names intervals', () => {
    expect(formatInterval({ interval: 'month', intervalCount: 1 })).toBe('per month')
    expect(formatInterval({ interval: 'week', intervalCount: 2 })).toBe('every 2 weeks')
  })
})

describe('escaping', () => {
  const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>&`
  const line = { name: attack, description: attack, quantity: 1, unitAmount: 1, amount: 1 }
  const recurring = { interval: attack, intervalCount: 1 }
  const pages = {
    payment: renderPaymentPage({
      ...payment,
      action: attack,
      business: attack,
      mode: 'subscription',
      currency: attack,
      email: attack,
      error: { message: attack },
      cancelUrl: `https://example.com/${attack}`,
      values: { email: attack, name: attack },
      lines: [{ ...line, recurring, adjustable: { minimum: 1, maximum: 9 } }],
    }),
    field: renderPaymentPage({ ...payment, error: { message: attack, field: 'number' } }),
    success: renderSuccessPage({ ...success, business: attack, message: attack, lines: [line] }),
    unavailable: renderUnavailablePage({ title: attack, message: attack }),
  }

  it.each(Object.entries(pages))('keeps text text on the page: %s', (_, page) => {
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toContain('<script>alert')
    expect(page).not.toContain('<img')
    expect(page).not.toContain(`"'>`)
  })

  it('lets no text add an element or an attribute', () => {
    const count = (page: string): number => page.split('<').length
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>"\'&= a/-!`'), minLength: 1 }), (text) => {
        const page = renderUnavailablePage({ title: text, message: text })
        expect(count(page)).toBe(count(renderUnavailablePage({ title: 'x', message: 'x' })))
      })
    )
  })

  it.each(['javascript:alert(1)', 'data:text/html,x', '//elsewhere.example', '/\\elsewhere.example'])(
    'makes no link of %s',
    (address) => {
      const page = renderPaymentPage({ ...payment, cancelUrl: address, action: address })
      expect(page).not.toContain(address)
      expect(page).not.toContain('>Cancel<')
    }
  )
})

describe('a page stands alone', () => {
  const pages = [
    renderPaymentPage(payment),
    renderPaymentPage({ ...payment, livemode: true }),
    renderSuccessPage(success),
    renderUnavailablePage({ title: 'Closed', message: 'This link is no longer active.' }),
  ]

  it.each(pages)('without any address outside', (page) => {
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).not.toMatch(/https?:|\/\/[a-z]|@import|url\(|<iframe|<img|srcset/i)
  })

  it.each(pages)('under a policy that allows its own style and script only', (page) => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? []
    for (const kind of ['style', 'script']) {
      const [, source] = new RegExp(`<${kind}(?: type="module")?>([\\s\\S]*?)</${kind}>`).exec(page) ?? []
      if (source === undefined) expect(policy).not.toContain(`${kind}-src`)
      else
        expect(policy.replaceAll('&#39;', "'")).toContain(
          `${kind}-src 'sha256-${createHash('sha256').update(source).digest('base64')}'`
        )
    }
    expect(page).not.toMatch(/ style="| on[a-z]+="/)
  })
})

describe('the payment page', () => {
  const inputs = (page: string): string[] =>
    [...page.matchAll(/<input[^>]* name="([^"]+)"/g)].map(([, name = '']) => name)

  it('has the fields that the form posts, each labelled and known to the browser', () => {
    const page = renderPaymentPage(payment)
    expect(inputs(page)).toEqual(['email', 'three_d_secure', 'number', 'expiry', 'cvc', 'name'])
    for (const name of inputs(page).filter((field) => field !== 'three_d_secure'))
      expect(page).toContain(`<label for="${name}">`)
    for (const kind of ['email', 'cc-number', 'cc-exp', 'cc-csc', 'cc-name'])
      expect(page).toContain(`autocomplete="${kind}"`)
    expect(page).toContain('method="post" action="/c/pay/plink_1"')
  })

  it('has a quantity for each adjustable line, named by the place of the line', () => {
    const lines = [adjustable, { ...adjustable, adjustable: { minimum: 1, maximum: 5 } }]
    expect(inputs(renderPaymentPage({ ...payment, lines }))).toContain('quantity_1')
    expect(inputs(renderPaymentPage({ ...payment, lines }))).not.toContain('quantity_0')
  })

  it.each([
    [{ mode: 'payment' }, '<span data-money="1200">$12.00</span></span>'],
    [{ mode: 'subscription' }, 'Subscribe'],
    [{ mode: 'subscription', trialDays: 14, total: 0 }, 'Start trial'],
    [{ mode: 'setup', total: 0, lines: [] }, 'Save card'],
  ] as const)('names what its button does: %o', (change, label) => {
    const [, button = ''] =
      /class="idle">([\s\S]*?)<span class="working"/.exec(
        renderPaymentPage({ ...payment, ...change, lines: [...('lines' in change ? [] : payment.lines)] })
      ) ?? []
    expect(button).toContain(label)
  })

  it('says what comes after a trial', () => {
    const lines = [{ ...adjustable, recurring: { interval: 'month', intervalCount: 1 } }]
    const view = { ...payment, mode: 'subscription', lines, trialDays: 14, total: 0 } as const
    expect(renderPaymentPage(view)).toContain('14 days free, then $12.00 per month')
    expect(renderSuccessPage({ ...success, ...view })).toContain('Your trial has started')
  })

  it('shows a discount between the lines and the total', () => {
    const page = renderPaymentPage({ ...payment, total: 1000 })
    expect(page).toContain('Discounts')
    expect(page).toContain('-$2.00')
  })

  it('shows an error at its field, and one without a field above the form; both are announced', () => {
    const atField = renderPaymentPage({ ...payment, error: { message: 'Your card has expired.', field: 'expiry' } })
    expect(atField).toContain('<p class="error" id="expiry-error" role="alert">Your card has expired.</p>')
    expect(atField).toMatch(/name="expiry"[^>]* aria-invalid="true"/)
    const above = renderPaymentPage({ ...payment, error: { message: 'Your card was declined.' } })
    expect(above).toContain('<p class="banner" role="alert" tabindex="-1" autofocus>Your card was declined.</p>')
  })

  it('keeps what was entered, never a card', () => {
    const page = renderPaymentPage({
      ...payment,
      email: 'a@example.com',
      values: { email: 'b@example.com', name: 'Bo' },
    })
    expect(page).toContain('value="b@example.com"')
    expect(page).toContain('value="Bo"')
    for (const name of ['number', 'expiry', 'cvc']) expect(page).not.toMatch(new RegExp(`name="${name}"[^>]* value=`))
  })

  it('keeps a locked address', () => {
    const view = { ...payment, email: 'a@example.com', emailLocked: true, values: { email: 'b@example.com' } }
    expect(renderPaymentPage(view)).toMatch(/value="a@example.com"[^>]* readonly/)
  })

  it('says that it is a sandbox and offers test cards, unless it is live', () => {
    expect(renderPaymentPage(payment)).toContain('Sandbox – no real card is charged')
    expect(renderPaymentPage(payment)).toContain('data-card="4000 0000 0000 9995"')
    const live = renderPaymentPage({ ...payment, livemode: true })
    expect(live).not.toContain('Sandbox')
    expect(live).not.toContain('data-card="')
  })
})
