/** 13 to 19 digits that stand alone, with up to two separators between them. */
const CANDIDATE = /(?<![\p{L}\p{N}_+])\d(?:[\s._-]{0,2}\d){12,18}(?![\p{L}\p{N}_])/gu

/** The check digit every card number ends with. */
const passesLuhn = (digits: string): boolean => {
  const values = [...digits].reverse().map((digit, index) => Number(digit) * (index % 2 === 1 ? 2 : 1))
  return values.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0
}

const masked = (text: string): string =>
  text.replace(CANDIDATE, (found) => (passesLuhn(found.replace(/\D/g, '')) ? '[card number]' : found))

/**
 * The same value, with `[card number]` in place of every card number in its texts. A feed is a log: what people type into
 * a chat by mistake must not be kept in it.
 */
export const withoutCardNumbers = <T>(value: T): T => {
  const json = JSON.stringify(value)
  if (json === undefined || !/\d(?:\D{0,2}\d){12}/.test(json)) return value
  return JSON.parse(json, (_, part) => {
    if (typeof part !== 'string' && typeof part !== 'number') return part
    const text = masked(String(part))
    return text === String(part) ? part : text
  })
}
