import { texts } from './texts'

/** What the integration says about an error: a code of its catalogue, and a sentence for the customer where it has one. */
export interface Problem {
  code: string
  isRetryable: boolean
  customerMessage?: string
}

const at = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && name in value
    ? Object.getOwnPropertyDescriptor(value, name)?.value
    : undefined

/** What the integration's messages end with, should Botpress drop the metadata of errors. */
const FACTS = /\(([a-z_]+); (try again|trying again will not help)[^()]*\)$/

const UNKNOWN = 'stripe_outcome_unknown'

/** What went wrong with an action. Its message is for whoever builds the bot, and is never shown to a customer. */
export const toProblem = (error: unknown): Problem => {
  const [metadata, message] = [at(error, 'metadata'), at(error, 'message')]
  const [, written, advice] = FACTS.exec(typeof message === 'string' ? message : '') ?? []
  const [told, customerMessage] = [at(metadata, 'code'), at(metadata, 'customerMessage')]
  const code = typeof told === 'string' ? told : (written ?? 'unknown')
  return {
    code,
    // What the bot does carries a key that trying again repeats: an unknown outcome becomes known by it.
    isRetryable: at(metadata, 'retryable') === true || advice === 'try again' || code === UNKNOWN,
    ...(typeof customerMessage === 'string' && { customerMessage }),
  }
}

const SENTENCES: Record<string, string> = {
  not_allowed: texts.problems.notAllowed,
  not_owned: texts.problems.notYours,
  customer_unknown: texts.portal.unknown,
  not_found: texts.problems.gone,
  product_archived: texts.problems.gone,
  [UNKNOWN]: texts.problems.unclear,
  card_number_refused: texts.card.refused,
}

/** What the customer is told. */
export const sentenceOf = ({ code, isRetryable, customerMessage }: Problem): string =>
  customerMessage ?? SENTENCES[code] ?? (isRetryable ? texts.problems.busy : texts.problems.other)
