/** How many digits a card number has. */
const [SHORTEST, LONGEST] = [13, 19]

/** What people put between the groups of its digits. */
const SEPARATOR = /^[\s\p{Pd}._/]{1,3}$/u

/** What is part of a word or an ID, and so are the digits next to it. */
const WORD = /[\p{L}\p{N}_+]/u

/** The check digit every card number ends with. */
const passesLuhn = (digits: string): boolean => {
  const values = [...digits].reverse().map((digit, index) => Number(digit) * (index % 2 === 1 ? 2 : 1))
  return values.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0
}

/** The digits of a text with their places. */
const groupsOf = (text: string) =>
  [...text.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({ digits, start: index, end: index + digits.length }))

/** Where a card number that begins with this group ends, if one does: people go on with its expiry, for example. */
const endOf = (text: string, groups: ReturnType<typeof groupsOf>, first: number): number | undefined => {
  let digits = ''
  for (const [index, group] of groups.slice(first).entries()) {
    const before = groups[first + index - 1]
    if (index > 0 && before && !SEPARATOR.test(text.slice(before.end, group.start))) return undefined
    digits += group.digits
    if (digits.length > LONGEST) return undefined
    const isWhole = !WORD.test(text.slice(group.end, group.end + 1))
    if (digits.length >= SHORTEST && isWhole && passesLuhn(digits)) return group.end
  }
  return undefined
}

const masked = (text: string): string => {
  const groups = groupsOf(text)
  let [clean, done] = ['', 0]
  for (const [index, { start }] of groups.entries()) {
    if (start < done || WORD.test(text.slice(Math.max(0, start - 1), start))) continue
    const end = endOf(text, groups, index)
    if (end === undefined) continue
    clean += `${text.slice(done, start)}[card number]`
    done = end
  }
  return clean + text.slice(done)
}

/**
 * The same value, with `[card number]` in place of every card number in its texts. A feed is a log: what people type into
 * a chat by mistake must not be kept in it.
 */
export const withoutCardNumbers = <T>(value: T): T => {
  const json = JSON.stringify(value)
  if (json === undefined || !/\d(?:\D{0,3}\d){12}/.test(json)) return value
  return JSON.parse(json, (_, part) => {
    if (typeof part !== 'string' && typeof part !== 'number') return part
    const text = masked(String(part))
    return text === String(part) ? part : text
  })
}
