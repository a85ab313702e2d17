import { describe, expect, it } from 'vitest'
import { customerOf } from '../support/story'
import { declined, INSUFFICIENT, INVOICE, PAYMENTS, useShop } from './asking'

const { story, expectStatus, payLink, refund } = useShop()

const club = { productName: 'Club', unit_amount: 900 }

describe('an invoice', () => {
  const draft = async () => {
    const { stripe } = story()
    const { id: customer } = await customerOf(stripe)
    const terms = { collection_method: 'send_invoice', days_until_due: 7 } as const
    const { id } = await stripe.invoices.create({ customer, ...terms })
    await stripe.invoiceItems.create({ customer, invoice: id, amount: 2500, currency: 'usd' })
    return { id, customer }
  }
  const bill = async () => {
    const { id, customer } = await draft()
    const { hosted_invoice_url: url } = await story().stripe.invoices.sendInvoice(id)
    return { id, customer, url: url ?? '' }
  }

  it('a draft is unpaid, without a page; sent, it has one', async () => {
    const { id, customer: customerId } = await draft()
    const known = { status: 'unpaid', kind: 'invoice', id, invoiceId: id, customerId, amount: 2500 }
    expect(await expectStatus(id, known, [PAYMENTS, INVOICE])).not.toHaveProperty('url')
    const { hosted_invoice_url: url } = await story().stripe.invoices.sendInvoice(id)
    await expectStatus(id, { ...known, url }, [PAYMENTS, INVOICE])
  })

  it('failed, then paid, then refunded in part and in whole: one call each', async () => {
    const { id, url } = await bill()
    await story().pay(url, INSUFFICIENT)
    await expectStatus(id, { status: 'failed', amount: 2500, ...declined, url }, [PAYMENTS])
    await story().pay(url)
    const paid = await expectStatus(id, { status: 'paid', amount: 2500, url, paidAt: expect.any(Number) }, [PAYMENTS])
    await refund(paid.paymentIntentId, 100)
    await expectStatus(id, { status: 'paid', amount: 2500, amountRefunded: 100 }, [PAYMENTS])
    await refund(paid.paymentIntentId)
    await expectStatus(id, { status: 'refunded', amount: 2500, amountRefunded: 2500 }, [PAYMENTS])
  })

  it('paid outside of Stripe', async () => {
    const { id } = await bill()
    await story().stripe.invoices.pay(id, { paid_out_of_band: true })
    await expectStatus(id, { status: 'paid', amount: 2500, paidAt: expect.any(Number) }, [PAYMENTS, INVOICE])
  })

  it('void or uncollectible: expired, without a page', async () => {
    const first = await bill()
    await story().stripe.invoices.voidInvoice(first.id)
    const closed = await expectStatus(first.id, { status: 'expired', amount: 2500 }, [PAYMENTS, INVOICE])
    expect(closed).not.toHaveProperty('url')
    const second = await bill()
    await story().pay(second.url, INSUFFICIENT)
    await story().stripe.invoices.markUncollectible(second.id)
    expect(await expectStatus(second.id, { status: 'expired' }, [PAYMENTS])).not.toHaveProperty('declineCode')
  })

  it('a renewal that the bank wants confirmed, or that is on its way', async () => {
    const { url } = await story().sell('createSubsLink', club)
    await payLink(url, '4000002760003184')
    await story().days(31.5)
    const [renewal] = (await story().stripe.invoices.list({ status: 'open' })).data
    await expectStatus(
      renewal?.id ?? '',
      {
        ...{ status: 'unpaid', nextStep: 'confirm', amount: 900, subscriptionId: expect.stringMatching(/^sub_/) },
        url: renewal?.hosted_invoice_url,
      },
      [PAYMENTS]
    )
    const { id } = await bill()
    await story().stripe.invoices.pay(id, { payment_method: 'pm_usBankAccount_success' })
    await expectStatus(id, { status: 'processing' }, [PAYMENTS])
  })
})
