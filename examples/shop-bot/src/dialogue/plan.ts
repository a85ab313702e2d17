import { choice, text } from '../say'
import type { Offer } from '../state'
import { texts } from '../texts'
import type { Turn } from '../turn'
import type { OutputOf } from '../types'
import { askConfirmation } from './confirm'
import { askQuantity } from './quantity'
import type { Step } from './step'

type Product = OutputOf<'getProduct'>

/** What can be bought at a fixed price: one that the customer chooses is not for a chat. */
const offersOf = ({ name, prices }: Product, { messageId: key }: Turn): Offer[] =>
  prices.flatMap(({ priceId, price, recurrence }) =>
    price ? [{ priceId, name, price, quantity: 1, key, ...(recurrence !== 'once' && { recurrence }) }] : []
  )

/** Things are counted, subscriptions are not. */
const goOn = (turn: Turn, offer: Offer): Promise<void> =>
  offer.recurrence === undefined ? askQuantity(turn, offer) : askConfirmation(turn, offer)

/** Begins the sale of a product: with several prices it is asked which. */
export const offerProduct = async (turn: Turn, productId: string): Promise<void> => {
  const product = await turn.stripe('getProduct', { productId })
  const [only, ...others] = offersOf(product, turn)
  if (!only) {
    await turn.rest()
    return turn.say(text(texts.plan.gone(product.name)))
  }
  if (others.length === 0) return goOn(turn, only)
  const options = [only, ...others].map(({ priceId, price, recurrence = 'once' }) => ({
    label: texts.plan.option(price.formatted, recurrence),
    value: `price:${productId}/${priceId}`,
  }))
  await turn.wait({ step: 'price' })
  await turn.say(choice(texts.plan.which(product.name), options))
}

/** A card's button. */
export const plan: Step = { name: 'plan', begin: offerProduct }

/** A price's button. It is looked up again: a button may be pressed a day later, and its value be made up. */
export const price: Step = {
  name: 'price',
  async begin(turn, argument) {
    const [productId = '', priceId] = argument.split('/')
    const product = await turn.stripe('getProduct', { productId })
    const offer = offersOf(product, turn).find((one) => one.priceId === priceId)
    if (offer) return goOn(turn, offer)
    await turn.say(text(texts.plan.gone(product.name)))
  },
  async answer(turn) {
    await turn.say(text(texts.plan.again))
    return true
  },
}
