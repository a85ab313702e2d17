import type { Turn } from '../turn'

/** A step of the dialogue: one file, and one line in `index.ts`. */
export interface Step {
  /** Its name in the state while it waits for an answer. */
  readonly name: string
  /** What people type to get here from anywhere, in lower case. */
  readonly words?: readonly string[]
  /**
   * Begins the step.
   * @param argument what stands behind the colon in a button's value `name:argument`; empty when it was typed
   */
  begin?(turn: Turn, argument: string): Promise<void>
  /** Takes the answer it waits for. @returns false for what is no answer to it */
  answer?(turn: Turn, text: string): Promise<boolean>
}

const YES = ['yes', 'y', 'yep', 'yeah', 'sure', 'ok', 'okay', 'please', 'go']
const NO = ['no', 'n', 'nope', 'never mind']

/** What was answered to a yes-or-no question, if it was one of both. */
export const yesOrNo = (text: string): boolean | undefined => {
  const word = text.toLowerCase().replace(/[!.]+$/, '')
  if (YES.includes(word)) return true
  return NO.includes(word) ? false : undefined
}
