import { describe, expect, it } from 'vitest'
import { amounts, declined, INSUFFICIENT, LINK, RETURNED, SESSIONS, useShop } from './asking'

const { story, expectStatus, sellLink, payLink, refund, intents } = useShop()

describe('a payment link', () => {
  it('unpaid: its address, also when somebody looked at it', async () => {
    const { id, url } = await sellLink({ quantity: 2 })
    const expected = { status: 'unpaid', kind: 'link', id, paymentLinkId: id, url, amount: 3998 }
    await expectStatus(id, expected, [SESSIONS, LINK])
    await story().open(url)
    await expectStatus(id, expected, [SESSIONS, LINK])
  })

  it('paid once: one call; refunded in part, in whole', async () => {
    const { id, url } = await sellLink()
    await payLink(url)
    const known = { kind: 'link', id, payments: 1, ...amounts, sessionId: expect.stringMatching(/^cs_/) }
    const paid = await expectStatus(id, { status: 'paid', ...known }, [SESSIONS])
    expect(paid).toMatchObject({ url: expect.stringContaining('/receipts/'), paidAt: expect.any(Number) })
    await refund(paid.paymentIntentId, 999)
    await expectStatus(id, { status: 'paid', amountRefunded: 999, ...known }, [SESSIONS])
    await refund(paid.paymentIntentId)
    await expectStatus(id, { status: 'refunded', amountRefunded: 1999, ...known }, [SESSIONS])
  })

  it('failed: the page of the try; a paid one outweighs it', async () => {
    const { id, url } = await sellLink()
    const page = await story().open(url)
    await story().pay(page, INSUFFICIENT)
    await story().open(url)
    await expectStatus(id, { status: 'failed', ...declined, url: page, ...amounts }, [SESSIONS])
    await payLink(url)
    await expectStatus(id, { status: 'paid' }, [SESSIONS])
  })

  it('a declined try whose page has expired counts no more: the link can be paid', async () => {
    const { id, url } = await sellLink()
    await payLink(url, INSUFFICIENT)
    await story().days(2)
    const status = await expectStatus(id, { status: 'unpaid', url }, [SESSIONS, LINK])
    expect(status).not.toHaveProperty('declineCode')
  })

  it('paid several times: all together, and refunded only when all of it was', async () => {
    const { id, url } = await sellLink({ maxPayments: 3 })
    await payLink(url)
    await payLink(url)
    const [newest, first] = await intents()
    await refund(newest?.id)
    const known = { payments: 2, amount: 3998, formattedAmount: '$39.98', paymentIntentId: newest?.id }
    await expectStatus(id, { status: 'paid', amountRefunded: 1999, ...known }, [SESSIONS])
    await refund(first?.id)
    await expectStatus(id, { status: 'refunded', amountRefunded: 3998, ...known }, [SESSIONS])
    const page = await story().open(url)
    await story().debit(page, '000123456789')
    await expectStatus(id, { status: 'processing' }, [SESSIONS])
    await story().days(5)
    await expectStatus(id, { status: 'paid', payments: 3, amount: 5997, amountRefunded: 3998 }, [SESSIONS])
  })

  it('a debit that comes back: to be started over, unless the link can be paid again', async () => {
    const once = await sellLink()
    await story().debit(await story().open(once.url), RETURNED)
    const twice = await sellLink({ maxPayments: 2 })
    await story().debit(await story().open(twice.url), RETURNED)
    await expectStatus(once.id, { status: 'processing', kind: 'link' }, [SESSIONS])
    await story().days(5)
    const gone = await expectStatus(once.id, { status: 'failed', ...declined, nextStep: 'start_over' }, [
      ...[SESSIONS, LINK],
    ])
    expect(gone).not.toHaveProperty('url')
    await expectStatus(twice.id, { status: 'failed', ...declined, url: twice.url }, [SESSIONS, LINK])
  })

  it('expired: switched off without a payment', async () => {
    const { id } = await sellLink()
    await story().world.botpress.callAction('deactivatePaymentLink', { id })
    const expired = await expectStatus(id, { status: 'expired', nextStep: 'start_over', ...amounts }, [SESSIONS, LINK])
    expect(expired).not.toHaveProperty('url')
  })

  it('looked at by more people than fit on a page: its payment is found all the same', async () => {
    const { id, url } = await sellLink()
    const page = await story().open(url)
    for (let look = 0; look < 100; look++) await story().open(url)
    await expectStatus(id, { status: 'unpaid' }, [SESSIONS, SESSIONS])
    await story().pay(page)
    await expectStatus(id, { status: 'paid', payments: 1, ...amounts }, [SESSIONS, SESSIONS])
  })
})
