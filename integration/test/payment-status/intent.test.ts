import { describe, expect, it } from 'vitest'
import { declined, INSUFFICIENT, INTENT, SESSIONS, useShop } from './asking'

const { story, expectStatus, sellSession, refund, intents } = useShop()

describe('a payment intent', () => {
  const make = (payment_method: string, more: object = {}) =>
    story().stripe.paymentIntents.create({ amount: 700, currency: 'usd', confirm: true, payment_method, ...more })

  it('unpaid, paid, refunded in part, in whole', async () => {
    const { id } = await story().stripe.paymentIntents.create({ amount: 700, currency: 'usd' })
    await expectStatus(id, { status: 'unpaid', kind: 'intent', id, paymentIntentId: id, amount: 700 }, [
      ...[INTENT, SESSIONS],
    ])
    await story().stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })
    await expectStatus(id, { status: 'paid', url: expect.stringContaining('/receipts/') }, [INTENT])
    await refund(id, 200)
    await expectStatus(id, { status: 'paid', amount: 700, amountRefunded: 200 }, [INTENT])
    await refund(id)
    await expectStatus(id, { status: 'refunded', amountRefunded: 700 }, [INTENT])
  })

  it('failed, with the page to try again when it has one', async () => {
    const failing = make('pm_card_visa_chargeDeclinedInsufficientFunds')
    await expect(failing).rejects.toMatchObject({ code: 'card_declined' })
    const bare = await expectStatus((await intents())[0]?.id ?? '', { status: 'failed', ...declined }, [
      ...[INTENT, SESSIONS],
    ])
    expect(bare).not.toHaveProperty('url')
    const { id: sessionId, url } = await sellSession()
    await story().pay(url, INSUFFICIENT)
    const id = (await intents())[0]?.id ?? ''
    await expectStatus(id, { status: 'failed', kind: 'intent', id, sessionId, url, ...declined }, [INTENT, SESSIONS])
  })

  it('waiting for the bank, processing, reserved, cancelled', async () => {
    const waiting = await make('pm_card_authenticationRequired')
    await expectStatus(waiting.id, { status: 'unpaid', nextStep: 'confirm' }, [INTENT, SESSIONS])
    const debit = await make('pm_usBankAccount_success')
    await expectStatus(debit.id, { status: 'processing' }, [INTENT])
    const reserved = await make('pm_card_visa', { capture_method: 'manual' })
    await expectStatus(reserved.id, { status: 'processing' }, [INTENT])
    await story().stripe.paymentIntents.cancel(reserved.id)
    await expectStatus(reserved.id, { status: 'expired' }, [INTENT])
  })
})
