/** What stays as it is until whoever deploys the integration corrects REDIS_URL, or what is behind it. */
const LASTING: ReadonlyArray<[RegExp, string]> = [
  [/WRONGPASS|NOAUTH|unauthenticated/i, 'its password was refused: correct REDIS_URL'],
  [/READONLY/, 'it is a read-only replica: REDIS_URL must name the primary'],
  [/NOPERM/, 'its user may not do what is needed: allow scripts and their commands in its ACL'],
  [/MOVED|CROSSSLOT/, 'it is one node of a cluster: REDIS_URL must name an endpoint that routes'],
  [/ENOTFOUND/, 'its name is unknown: correct the host in REDIS_URL'],
]

/** What passes by itself, or when somebody sees to Redis. */
const PASSING: ReadonlyArray<[RegExp, string]> = [
  [/OOM/, 'it is full: give it more memory'],
  [/LOADING/, 'it is still loading its data'],
  [/MISCONF/, 'it cannot write to its disk'],
  [/ECONNREFUSED/, 'nothing answers there: correct REDIS_URL or start it'],
  [/timed out|ETIMEDOUT/i, 'it does not answer in time'],
]

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return `${'code' in error ? String(error.code) : ''} ${error.message}`
}

export interface Problem {
  /** A part of a sentence. It holds nothing of the address, which has a password in it. */
  text: string
  /** Whether it stays until REDIS_URL is corrected. */
  isLasting: boolean
}

/** What is said when nothing tells why. */
export const UNKNOWN: Problem = { text: 'the connection broke', isLasting: false }

/** Why Redis cannot be used, and what can be done about it; nothing when the error does not tell. */
export const problemOf = (error: unknown): Problem | undefined => {
  const text = textOf(error)
  const find = (problems: typeof LASTING) => problems.find(([pattern]) => pattern.test(text))?.[1]
  const [lasting, passing] = [find(LASTING), find(PASSING)]
  if (lasting !== undefined) return { text: lasting, isLasting: true }
  return passing === undefined ? undefined : { text: passing, isLasting: false }
}
