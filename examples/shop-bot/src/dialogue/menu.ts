import { choice, text } from '../say'
import { texts } from '../texts'
import type { Turn } from '../turn'
import type { Step } from './step'

const { buttons } = texts

/** What the bot can do, as buttons. */
export const showMenu = (turn: Turn, intro: string): Promise<void> =>
  turn.say(
    choice(intro, [
      { label: buttons.shop, value: 'shop' },
      { label: buttons.portal, value: 'portal' },
      { label: buttons.refund, value: 'refund' },
      { label: buttons.help, value: 'help' },
    ])
  )

/** Greets, and says what can be done. */
export const menu: Step = {
  name: 'menu',
  words: ['menu', 'hi', 'hello', 'hey', 'start', 'good morning', 'good evening'],
  async begin(turn) {
    await turn.rest()
    await showMenu(turn, texts.menu.greeting)
  },
}

/** Explains; whatever is being done goes on. */
export const help: Step = {
  name: 'help',
  words: ['help', '?', 'what can you do'],
  begin: (turn) => turn.say(text(texts.menu.help)),
}
