import { carousel, text } from '../say'
import { texts } from '../texts'
import type { Turn } from '../turn'
import { offerProduct } from './plan'
import type { Step } from './step'

/** As many cards as one can look through. */
const MOST_CARDS = 10

/** The products as cards: the integration makes them, with their prices; a button leads to `plan`. */
const show = async (turn: Turn): Promise<void> => {
  const { products } = await turn.stripe('listProducts', { limit: MOST_CARDS, buttonLabel: texts.buttons.choose })
  if (products.length === 0) {
    await turn.rest()
    return turn.say(text(texts.catalogue.empty))
  }
  const cards = products.map(({ productId, card }) => ({
    ...card,
    actions: [{ action: 'postback' as const, label: texts.buttons.choose, value: `plan:${productId}` }],
  }))
  await turn.wait({ step: 'shop', shown: products.map(({ productId, name }) => ({ productId, name })) })
  await turn.say(text(texts.catalogue.intro), carousel(cards), text(texts.catalogue.which))
}

export const catalogue: Step = {
  name: 'shop',
  words: ['shop', 'catalogue', 'catalog', 'products', 'buy', 'order', 'what do you sell'],
  begin: show,
  async answer(turn, typed) {
    const wanted = typed.toLowerCase()
    const found = turn.dialogue.shown?.find(({ name }) => name.toLowerCase() === wanted)
    if (!found) return false
    await offerProduct(turn, found.productId)
    return true
  },
}
