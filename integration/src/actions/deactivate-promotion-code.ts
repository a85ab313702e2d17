import { z } from '@botpress/sdk'
import { defineAction } from '../define/action'
import { idInput } from '../define/id'
import { rawInput, rawOf, rawOutput } from '../define/raw'
import { ownerInput } from '../identity/index'
import { couponOf, PROMOTION_CODE_EXPAND, promotionCodeFields, toPromotionCode } from '../models/promotion-code'
import { checkLocale, localeInput } from '../money/input'

export const deactivatePromotionCode = defineAction({
  title: 'Deactivate promotion code',
  description:
    "Switches a promotion code off: nobody can use it any more. What was bought with it keeps its discount. For a chat user only a code that was given to them; any other takes a bot of the shop's staff. Deactivating again changes nothing.",
  input: z.object({
    promotionCodeId: idInput(
      'Promotion code ID',
      'promo_',
      'The promotion code, as createPromotionCode and findPromotionCode return it'
    ),
    ...ownerInput,
    ...localeInput,
    ...rawInput,
  }),
  output: z.object({ ...promotionCodeFields, ...rawOutput }),
  examples: [
    {
      title: 'A code that is no longer wanted',
      input: { promotionCodeId: 'promo_1ExampleOfACode', userId: 'user_of_the_chat' },
    },
  ],
  async handler(input, { stripe, identity }) {
    const locale = checkLocale(input.locale)
    const { promotionCodeId } = input
    const owner = await identity.ownerOf(input)
    if (!owner.isAnyone) owner.check(await stripe.promotionCodes.retrieve(promotionCodeId), 'promotionCodeId')
    const promotion = await stripe.promotionCodes.update(promotionCodeId, {
      ...{ active: false, expand: PROMOTION_CODE_EXPAND },
    })
    return { ...toPromotionCode(promotion, couponOf(promotion), locale), ...rawOf(input, promotion) }
  },
})
