import { describe, expect, it } from 'vitest'
import { amounts, declined, INSUFFICIENT, RETURNED, SESSION, useShop } from './asking'

const { story, expectStatus, sellSession, refund, intents } = useShop()

describe('a checkout session', () => {
  it('unpaid: the page to pay on', async () => {
    const { id, url } = await sellSession()
    const status = await expectStatus(id, { status: 'unpaid', kind: 'session', id, sessionId: id, url, ...amounts }, [
      SESSION,
    ])
    for (const field of ['paidAt', 'amountRefunded', 'nextStep', 'sales']) expect(status).not.toHaveProperty(field)
  })

  it('paid: receipt and time; refunded in part it stays paid, refunded in whole it is not', async () => {
    const { id, url } = await sellSession()
    await story().pay(url)
    const paidAt = Math.floor(story().world.clock.now() / 1000)
    const paid = await expectStatus(id, { status: 'paid', ...amounts, paidAt }, [SESSION])
    expect(paid).toMatchObject({ url: expect.stringContaining('/receipts/ch_'), paymentIntentId: expect.any(String) })
    expect(paid).not.toHaveProperty('amountRefunded')
    await refund(paid.paymentIntentId, 500)
    await expectStatus(id, { status: 'paid', ...amounts, amountRefunded: 500 }, [SESSION])
    await refund(paid.paymentIntentId)
    await expectStatus(id, { status: 'refunded', ...amounts, amountRefunded: 1999 }, [SESSION])
  })

  it('failed: the last try was declined, and the page is open for another', async () => {
    const { id, url } = await sellSession()
    await story().pay(url, INSUFFICIENT)
    await expectStatus(id, { status: 'failed', ...amounts, ...declined, url }, [SESSION])
    await story().pay(url, '4100000000000019')
    await expectStatus(id, { customerMessage: expect.stringContaining('declined'), declineCode: 'fraudulent' }, [
      SESSION,
    ])
    await story().pay(url)
    const paid = await expectStatus(id, { status: 'paid' }, [SESSION])
    expect(paid).not.toHaveProperty('declineCode')
  })

  it('a debit: processing for days, then paid', async () => {
    const { id, url } = await sellSession()
    await story().debit(url, '000123456789')
    const processing = await expectStatus(id, { status: 'processing', ...amounts }, [SESSION])
    expect(processing).not.toHaveProperty('url')
    await story().days(5)
    await expectStatus(id, { status: 'paid', ...amounts }, [SESSION])
  })

  it('a debit that comes back: failed, and to be started over', async () => {
    const { id, url } = await sellSession()
    await story().debit(url, RETURNED)
    await story().days(5)
    const failed = await expectStatus(id, { status: 'failed', ...declined, nextStep: 'start_over' }, [SESSION])
    expect(failed).not.toHaveProperty('url')
  })

  it('expired, by time and by hand; also after a try that was declined', async () => {
    const closed = await sellSession()
    await story().world.botpress.callAction('expireCheckoutSession', { id: closed.id })
    await expectStatus(closed.id, { status: 'expired', nextStep: 'start_over', ...amounts }, [SESSION])
    const late = await sellSession({ expiresInMinutes: 30 })
    await story().pay(late.url, INSUFFICIENT)
    await story().days(1)
    const expired = await expectStatus(late.id, { status: 'expired', nextStep: 'start_over' }, [SESSION])
    for (const field of ['url', 'declineCode']) expect(expired).not.toHaveProperty(field)
  })

  it('expired with a recovery: the page to start over', async () => {
    const { id: price } = await story().stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } },
    })
    const { id } = await story().stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example' },
      after_expiration: { recovery: { enabled: true } },
    })
    await story().days(2)
    await expectStatus(id, { status: 'expired', url: expect.stringContaining(`/r/${id}`) }, [SESSION])
  })

  it('with an invoice: paid by it, and refunds are seen', async () => {
    const { id: price } = await story().stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } },
    })
    const { id, url } = await story().stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example' },
      invoice_creation: { enabled: true },
    })
    await story().pay(url ?? '')
    const expected = { status: 'paid', amount: 500, invoiceId: expect.stringMatching(/^in_/) }
    const { paymentIntentId } = await expectStatus(id, expected, [SESSION])
    await refund(paymentIntentId)
    await expectStatus(id, { status: 'refunded', amountRefunded: 500 }, [SESSION])
  })

  it('manual capture: reserved is processing, captured is paid with what was captured', async () => {
    const { id: price } = await story().stripe.prices.create({
      ...{ currency: 'usd', unit_amount: 500, product_data: { name: 'Mug' } },
    })
    const { id, url } = await story().stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example' },
      payment_intent_data: { capture_method: 'manual' },
    })
    await story().pay(url ?? '')
    const { paymentIntentId } = await expectStatus(id, { status: 'processing', amount: 500 }, [SESSION])
    await story().stripe.paymentIntents.capture(String(paymentIntentId), { amount_to_capture: 400 })
    await expectStatus(id, { status: 'paid', amount: 400, formattedAmount: '$4.00' }, [SESSION])
    const other = await story().stripe.checkout.sessions.create({
      ...{ mode: 'payment', line_items: [{ price, quantity: 1 }], success_url: 'https://shop.example' },
      payment_intent_data: { capture_method: 'manual' },
    })
    await story().pay(other.url ?? '')
    await story().stripe.paymentIntents.cancel((await intents())[0]?.id ?? '')
    await expectStatus(other.id, { status: 'expired' }, [SESSION])
  })
})
