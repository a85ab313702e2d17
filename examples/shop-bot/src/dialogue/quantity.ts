import { choice, text } from '../say'
import type { Offer } from '../state'
import { texts } from '../texts'
import type { Turn } from '../turn'
import { askConfirmation } from './confirm'
import type { Step } from './step'

/** More than that is not ordered in a chat. */
const MOST = 99

const OFTEN = [1, 2, 3]

/** Asks how many. */
export const askQuantity = async (turn: Turn, offer: Offer): Promise<void> => {
  const { name, price } = offer
  const options = OFTEN.map((number) => ({ label: String(number), value: String(number) }))
  await turn.wait({ step: 'quantity', offer })
  await turn.say(choice(texts.quantity.howMany(name, price.formatted), options))
}

export const quantity: Step = {
  name: 'quantity',
  async answer(turn, typed) {
    const { offer } = turn.dialogue
    if (!offer) return false
    const number = /^\d{1,3}$/.test(typed) ? Number(typed) : 0
    if (number < 1 || number > MOST) await turn.say(text(texts.quantity.again(MOST)))
    else await askConfirmation(turn, { ...offer, quantity: number })
    return true
  },
}
