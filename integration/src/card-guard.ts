import { IntegrationError } from './errors'

/**
 * Card numbers, found in what people type. They belong on Stripe's pages only: an input that holds one is refused
 * before any call, and nothing of it is written anywhere.
 * @see docs.stripe.com/security/guide
 */

/** First digits and lengths of the cards that Stripe takes. @see docs.stripe.com/testing (brands) */
const BRANDS: ReadonlyArray<{ prefix: RegExp; lengths: readonly number[] }> = [
  { prefix: /^4/, lengths: [13, 16, 19] }, // Visa
  { prefix: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] }, // Mastercard
  { prefix: /^3[47]/, lengths: [15] }, // American Express
  { prefix: /^(6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] }, // Discover
  { prefix: /^(30[0-5]|3095|36|38|39)/, lengths: [14, 15, 16, 17, 18, 19] }, // Diners Club
  { prefix: /^35(2[89]|[3-8])/, lengths: [16, 17, 18, 19] }, // JCB
  { prefix: /^62/, lengths: [16, 17, 18, 19] }, // UnionPay
  { prefix: /^(50|5[6-9]|60|61|63|66|67|68)/, lengths: [16, 18, 19] }, // Maestro and other debit cards
]

const SHORTEST = 13
const LONGEST = 19

/** The check digit every card number ends with. */
const passesLuhn = (digits: string): boolean => {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = index % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const isCardNumber = (digits: string): boolean =>
  BRANDS.some(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits)) && passesLuhn(digits)

/** A run of digits in a text. */
interface Group {
  start: number
  end: number
  digits: string
}

/** What people put between the groups of a card number: up to three spaces, dashes, dots and the like. */
const SEPARATOR = /^[\s\p{Pd}\u200b-\u200d\u2060\ufeff\u2212._/\\·•*|,;:'"()[\]]{1,3}$/u

/** Words people write directly before a card number, without a space. */
const CARD_WORD = /(?:^|[^\p{L}\p{N}_])(visa|mastercard|maestro|amex|discover|diners|jcb|card|cc|number|no|nr|pan)$/iu

/** Characters that are part of an ID or a word, so that the digits next to them are too. */
const WORD = /[\p{L}\p{N}_]/u

const groupsOf = (text: string): Group[] =>
  [...text.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({ start: index, end: index + digits.length, digits }))

/** True where a card number could begin: not inside a word or an ID, and not after the + of a phone number. */
const mayBegin = (text: string, { start }: Group): boolean => {
  const before = text.slice(Math.max(0, start - 16), start)
  if (/\+[\s(]*$/.test(before)) return false
  return !WORD.test(before.slice(-1)) || CARD_WORD.test(before)
}

const mayEnd = (text: string, { end }: Group): boolean => !WORD.test(text.slice(end, end + 1))

/** 8-4-4-4-12 hexadecimal digits. */
const UUID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi

/** Full-width and other digits as 0–9, character by character, so that places in the text stay the same. */
const plain = (text: string): string =>
  text.replace(/\p{Nd}/gu, (digit) => {
    const normal = digit.normalize('NFKC')
    return /^\d$/.test(normal) ? normal.padStart(digit.length) : digit
  })

/** The places of all card numbers in a text: windows of digit groups that begin and end at a separator. */
export const findCardNumbers = (original: string): Array<{ start: number; end: number }> => {
  if (original.length < SHORTEST) return []
  const text = plain(original).replace(UUID, (uuid) => 'x'.repeat(uuid.length))
  const groups = groupsOf(text)
  const found: Array<{ start: number; end: number }> = []
  for (let first = 0; first < groups.length; first++) {
    const last = windowFrom(text, groups, first)
    const [from, to] = [groups[first], last === undefined ? undefined : groups[last]]
    if (last === undefined || !from || !to) continue
    found.push({ start: from.start, end: to.end })
    first = last
  }
  return found
}

/** The index of the group with which a card number that begins at `first` ends, if one does. */
const windowFrom = (text: string, groups: Group[], first: number): number | undefined => {
  const begin = groups[first]
  if (!begin || !mayBegin(text, begin)) return undefined
  let digits = ''
  for (let index = first; index < groups.length; index++) {
    const group = groups[index]
    const before = groups[index - 1]
    if (!group || (index > first && before && !SEPARATOR.test(text.slice(before.end, group.start)))) return undefined
    digits += group.digits
    if (digits.length > LONGEST) return undefined
    if (digits.length >= SHORTEST && mayEnd(text, group) && isCardNumber(digits)) return index
  }
  return undefined
}

/** The text with every card number replaced. */
export const withoutCardNumbers = (text: string): string =>
  findCardNumbers(text).reduceRight(
    (clean, { start, end }) => `${clean.slice(0, start)}[card number]${clean.slice(end)}`,
    text
  )

/** Digits of the longest phone number (E.164); a field for phone numbers may hold so many of them. */
const LONGEST_PHONE = 15

const holdsCard = (text: string, field: string | undefined): boolean =>
  findCardNumbers(text).some(
    ({ start, end }) => field !== 'phone' || text.slice(start, end).replace(/\D/g, '').length > LONGEST_PHONE
  )

/**
 * Refuses a value that holds a card number anywhere: in texts, numbers, lists, objects and their keys.
 * @param path where the value stands in the input, for the message
 * @throws {IntegrationError} card_number_refused; the message names the field and repeats nothing of the number
 */
export const refuseCardNumbers = (value: unknown, path: readonly string[] = []): void => {
  const field = path.at(-1)
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
    if (holdsCard(String(value), field)) throw refusal(path)
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseCardNumbers(item, [...path, String(index)])
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (holdsCard(key, undefined)) throw refusal(path)
      refuseCardNumbers(item, [...path, key])
    }
  }
}

const refusal = (path: readonly string[]): IntegrationError => {
  const field = path.join('.') || 'input'
  return new IntegrationError(
    'card_number_refused',
    `${field}: this looks like a card number. Card numbers must never pass through a chat: send the customer a payment link, and they type it on Stripe's page. Nothing was sent or stored.`,
    { field }
  )
}
