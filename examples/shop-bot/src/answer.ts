import { steps } from './dialogue/index'
import { showMenu } from './dialogue/menu'
import type { Step } from './dialogue/step'
import { sentenceOf, toProblem } from './problems'
import { choice } from './say'
import { texts } from './texts'
import type { Turn } from './turn'

/** A button's value: the step it leads to, and what it is about. */
const BUTTON = /^([A-Za-z]+):(\S{1,600})$/

const byName = (name: string | undefined): Step | undefined => steps.find((step) => step.name === name)

const byWord = (typed: string): Step | undefined => {
  const word = typed.toLowerCase().replace(/[!.]+$/, '')
  return steps.find(({ words }) => words?.includes(word))
}

/** Who answers: a button's step, then a word that leads anywhere, then the step that waits. */
const take = async (turn: Turn, typed: string): Promise<boolean> => {
  const [, name, argument = ''] = BUTTON.exec(typed) ?? []
  const wanted = byName(name) ?? byWord(typed)
  if (wanted?.begin) {
    await wanted.begin(turn, argument)
    return true
  }
  return (await byName(turn.dialogue.step)?.answer?.(turn, typed)) ?? false
}

/** Answers what somebody typed or pressed. What goes wrong is said in words that help them. */
export const answer = async (turn: Turn, typed: string): Promise<void> => {
  try {
    if (await take(turn, typed.trim())) return
    await showMenu(turn, texts.nonsense)
  } catch (error) {
    const problem = toProblem(error)
    const sentence = sentenceOf(problem)
    const again = { label: texts.buttons.again, value: typed }
    const more = { label: texts.buttons.help, value: 'help' }
    await turn.say(choice(sentence, problem.isRetryable ? [again, more] : [more]))
  }
}
