import { text } from '../say'
import { IDLE } from '../state'
import { texts } from '../texts'
import type { Step } from './step'

/** Stops whatever is being asked. */
export const cancel: Step = {
  name: 'cancel',
  words: ['cancel', 'stop', 'quit', 'forget it'],
  async begin(turn) {
    const isIdle = turn.dialogue.step === IDLE.step
    await turn.rest()
    await turn.say(text(isIdle ? texts.cancel.nothing : texts.cancel.done))
  },
}
