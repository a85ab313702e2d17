import { describe, expect, it } from 'vitest'
import { PAYMENTS, SESSION, SESSIONS, useShop } from './asking'

const { story, expectStatus, payLink, refund, intents } = useShop()

const club = { productName: 'Club', unit_amount: 900 }

describe('a subscription', () => {
  const sellPlan = (more: object = {}) =>
    story().sell('createCheckoutSession', { items: [club], mode: 'subscription', ...more })

  it('paid by its invoice; refunds of that payment are seen, at the price of a second call', async () => {
    const { id, url } = await sellPlan()
    await expectStatus(id, { status: 'unpaid', amount: 900, url }, [SESSION])
    await story().pay(url)
    await expectStatus(
      id,
      {
        ...{ status: 'paid', amount: 900, url: expect.stringContaining('/i/acct_'), paidAt: expect.any(Number) },
        ...{ subscriptionId: expect.stringMatching(/^sub_/), invoiceId: expect.stringMatching(/^in_/) },
        customerId: expect.stringMatching(/^cus_/),
      },
      [SESSION, PAYMENTS]
    )
    await refund((await intents())[0]?.id, 300)
    await expectStatus(id, { status: 'paid', amountRefunded: 300 }, [SESSION, PAYMENTS])
    await refund((await intents())[0]?.id)
    await expectStatus(id, { status: 'refunded', amountRefunded: 900 }, [SESSION, PAYMENTS])
  })

  it('with a trial: paid, with 0', async () => {
    const { id, url } = await sellPlan({ trial_period_days: 7 })
    await story().pay(url)
    await expectStatus(id, { status: 'paid', amount: 0, subscriptionId: expect.any(String) }, [SESSION])
  })

  it('by a link', async () => {
    const { id, url } = await story().sell('createSubsLink', club)
    await payLink(url)
    const known = { kind: 'link', id, subscriptionId: expect.any(String), payments: 1, amount: 900 }
    await expectStatus(id, { status: 'paid', ...known }, [SESSIONS, PAYMENTS])
    await refund((await intents())[0]?.id)
    await expectStatus(id, { status: 'refunded', amountRefunded: 900, ...known }, [SESSIONS, PAYMENTS])
  })
})
