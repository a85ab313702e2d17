import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { checkLocale, localeInput, moneySchema, toMoney } from '../money/input'

export const getBalance = defineAction({
  title: 'Get balance',
  description:
    "Tells the shop's own balance at Stripe, by currency. For a bot of the shop's staff only: the configuration must let it see every customer's data.",
  input: z.object(localeInput),
  output: z.object({
    available: z.array(moneySchema).title('Available').describe('What can be paid out to the bank now'),
    pending: z.array(moneySchema).title('Pending').describe('What is on its way and not yet available'),
  }),
  examples: [{ title: 'The balance', input: {} }],
  async handler(input, { stripe, guardrails }) {
    const locale = checkLocale(input.locale)
    guardrails.checkStaff()
    const { available, pending } = await stripe.balance.retrieve()
    const inWords = (amounts: Array<{ amount: number; currency: string }>) => amounts.map((one) => toMoney(one, locale))
    return { available: inWords(available), pending: inWords(pending) }
  },
})
