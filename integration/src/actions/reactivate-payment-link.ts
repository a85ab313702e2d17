import { z } from '@botpress/sdk'
import { checkLink, readLink } from '../checkout/link'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { changedLinkOutput, toChangedLink } from '../define/link'
import { invalidInput } from '../errors'

export const reactivatePaymentLink = defineAction({
  title: 'Reactivate payment link',
  description:
    'Makes a payment link usable again that deactivatePaymentLink switched off. Not for a link that was paid as often as it may be: give it more payments with updatePaymentLink first, or create a new one. Reactivating again changes nothing.',
  input: z.object({
    paymentLinkId: idInput(
      'Payment link ID',
      'plink_',
      'The payment link, as createPaymentLink, deactivatePaymentLink or findPaymentLink return it'
    ),
  }),
  output: z.object(changedLinkOutput),
  examples: [{ title: 'Switch a link on again', input: { paymentLinkId: 'plink_1ExampleOfALink' } }],
  async handler({ paymentLinkId }, tools) {
    const { link, lines, payments } = await readLink(paymentLinkId, tools.stripe)
    checkLink(lines, 'paymentLinkId', tools)
    if (payments.limit !== undefined && payments.made >= payments.limit) {
      throw invalidInput(
        'paymentLinkId',
        `was paid ${payments.made} times, as often as it may be. Set a larger maxPayments with updatePaymentLink, or create a new link.`
      )
    }
    return toChangedLink(link.active ? link : await tools.stripe.paymentLinks.update(paymentLinkId, { active: true }))
  },
})
