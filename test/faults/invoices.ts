import { createInvoice } from '../../integration/src/actions/create-invoice'
import { payInvoice } from '../../integration/src/actions/pay-invoice'
import { sendInvoice } from '../../integration/src/actions/send-invoice'
import { voidInvoice } from '../../integration/src/actions/void-invoice'
import { linkedCustomer } from '../../integration/test/support/customers'
import type { Embedded } from '../../integration/test/support/embedded'
import { billed } from '../../integration/test/support/invoices'
import { listen, times } from './heard'

const withCustomer = async (world: Embedded) => {
  await linkedCustomer(world)
  listen(world)
  return {}
}

/** An open invoice of 25.00 USD to do something with. */
const withInvoice = async (world: Embedded) => {
  const { id } = await billed(world, await linkedCustomer(world))
  listen(world)
  return { invoiceId: id }
}

const work = { lines: [{ description: 'Work', amount: '80' }], userId: 'user_ann' }
const making = { action: createInvoice, prepare: withCustomer, keyed: false }
const made = { ...making, results: (world: Embedded) => world.stripe.count('invoice', 'test') }
const charged = { ...making, results: (world: Embedded) => world.stripe.count('charge', 'test') }
const mine = { userId: 'user_ann' }

/** Of createInvoice, each step after the first is struck by itself too: what fails there leaves nothing. */
const step = (strikes: string) => ({ strikes, leavesNothing: true })

export const invoiceWriters = [
  { ...made, name: 'createInvoice', input: work },
  { ...made, name: 'createInvoice, its lines', input: work, ...step('/add_lines') },
  { ...made, name: 'createInvoice, its sending', input: work, ...step('/send') },
  { ...made, name: 'createInvoice, its charge', input: { ...work, collection: 'charge' }, ...step('/pay') },
  { ...charged, name: 'createInvoice, charged', input: { ...work, collection: 'charge' } },
  {
    ...{ name: 'sendInvoice', action: sendInvoice, input: mine, prepare: withInvoice, keyed: true },
    results: times('invoice.sent'),
  },
  {
    ...{ name: 'payInvoice', action: payInvoice, input: mine, prepare: withInvoice, keyed: false },
    results: times('invoice.paid'),
  },
  {
    ...{
      name: 'voidInvoice',
      action: voidInvoice,
      input: {},
      prepare: withInvoice,
      keyed: false,
      guardrails: { access: 'any' },
    },
    results: times('invoice.voided'),
  },
]
