import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { paymentIdInput } from '../define/payment-id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { invalidInput } from '../errors'
import { ownerInput } from '../identity/index'
import { paymentFields, toPayment } from '../models/payment'
import { amountInput, checkLocale, localeInput, minorUnits } from '../money/input'
import { formatMoney } from '../money/money'

export const capturePayment = defineAction({
  title: 'Capture payment',
  description:
    'Takes an amount that was reserved on a card before, the whole or less. Use it when the shop delivers. What is not taken is given free, and cannot be taken later. Capturing again changes nothing.',
  input: z.object({ paymentId: paymentIdInput, ...amountInput, ...ownerInput, ...localeInput, ...rawInput }),
  output: z.object({ ...paymentFields, ...rawOutput }),
  examples: [
    { title: 'All that is reserved', input: { paymentId: 'pi_1ExampleOfAPayment', userId: 'user_of_the_chat' } },
  ],
  async handler(input, { stripe, identity, guardrails }) {
    const locale = checkLocale(input.locale)
    if (!input.paymentId.startsWith('pi_')) throw invalidInput('paymentId', 'must be a payment intent (pi_…).')
    const owner = await identity.ownerOf(input)
    const before = await stripe.paymentIntents.retrieve(input.paymentId)
    owner.check(before, 'paymentId')
    const { status, currency, amount_capturable: most } = before
    if (status === 'succeeded') return { ...toPayment(before, locale), ...rawOf(input, before) }
    if (status !== 'requires_capture') {
      throw invalidInput('paymentId', `has nothing reserved: its state is ${status}.`)
    }
    const amount = minorUnits(input, currency) ?? most
    if (!Number.isInteger(amount) || amount < 1 || amount > most) {
      const reserved = formatMoney({ amount: most, currency })
      throw invalidInput(
        'unit_amount',
        `must be a whole number of at least 1, and at most what is reserved (${reserved}).`
      )
    }
    guardrails.checkSum({ amount, currency })
    const intent = await stripe.paymentIntents.capture(input.paymentId, {
      ...(amount !== most && { amount_to_capture: amount }),
    })
    return { ...toPayment(intent, locale), ...rawOf(input, intent) }
  },
})
