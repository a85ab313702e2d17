import { totalOf } from '../money'
import { choice, link, text } from '../say'
import type { Offer } from '../state'
import { texts } from '../texts'
import type { Turn } from '../turn'
import { type Step, yesOrNo } from './step'

const TRIAL_DAYS = 7

/** When the conversation is reminded of a page: so many minutes before the day is over that Stripe keeps it open. */
const REMIND_BEFORE = 60

const { buttons } = texts

export const YES_OR_NO = [
  { label: buttons.yes, value: 'yes' },
  { label: buttons.no, value: 'no' },
]

const question = ({ name, price, recurrence, quantity }: Offer): string =>
  recurrence === undefined
    ? texts.confirm.once(quantity, name, totalOf({ price, quantity }))
    : texts.confirm.subscription(name, price.formatted, recurrence, TRIAL_DAYS)

/** Asks before anything is made. */
export const askConfirmation = async (turn: Turn, offer: Offer): Promise<void> => {
  await turn.wait({ step: 'confirm', offer })
  await turn.say(choice(question(offer), YES_OR_NO))
}

/** A page for this conversation: what becomes of it is told here. */
const makePage = ({ stripe, conversationId, userId }: Turn, offer: Offer) => {
  const { priceId, name, quantity, recurrence, key } = offer
  return stripe('createCheckoutSession', {
    items: [{ priceId, quantity }],
    ...(recurrence !== undefined && { mode: 'subscription', trial_period_days: TRIAL_DAYS }),
    ...{
      conversationId,
      userId,
      metadata: { order: texts.pieces(quantity, name) },
      remindMinutesBefore: REMIND_BEFORE,
    },
    // However often somebody says yes, and Botpress delivers it: the answer is one page.
    idempotencyKey: `sale-${key}`,
  })
}

const card = (offer: Offer, url: string) => {
  const { name, price, quantity, recurrence } = offer
  const title = texts.confirm.linkTitle(quantity, name)
  if (recurrence === undefined) {
    return link(title, texts.confirm.linkSubtitle, buttons.pay(totalOf(offer)), url)
  }
  return link(title, texts.confirm.trialSubtitle(price.formatted, recurrence), buttons.startTrial, url)
}

const sell = async (turn: Turn, offer: Offer): Promise<void> => {
  const { url = '' } = await makePage(turn, offer)
  await turn.rest()
  await turn.say(card(offer, url))
}

export const confirm: Step = {
  name: 'confirm',
  async answer(turn, typed) {
    const { offer } = turn.dialogue
    if (!offer) return false
    const isWanted = yesOrNo(typed)
    if (isWanted) await sell(turn, offer)
    else if (isWanted === undefined) await turn.say(text(texts.confirm.again))
    else {
      await turn.rest()
      await turn.say(text(texts.confirm.notBought))
    }
    return true
  },
}
