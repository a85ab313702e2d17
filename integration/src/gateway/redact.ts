import { withoutCardNumbers } from '../card-guard'

/** What must never be written to a log or an error text, and what is written in its place. */
const SECRETS: ReadonlyArray<[RegExp, string]> = [
  [/\b(sk|rk|pk|ek)_(org_)?(test|live)_[A-Za-z0-9_*.]+/g, '[key]'],
  [/\bwhsec_[A-Za-z0-9_+/=-]+/g, '[webhook secret]'],
  [/\b(pi|seti|cs|src|vs|fcsess)_[A-Za-z0-9_]+_secret_[A-Za-z0-9_]+/g, '[client secret]'],
  // What may stand before the @ is nearly everything, so what touches an address may go with it. Bounded, to stay quick.
  [/[^\s@"<>()[\],;:]{1,64}(@|%40)[^\s@"'<>()[\],;:=&?/\\]{1,255}\.[^\s@"'<>()[\],;:=&?/\\]{1,63}/gi, '[e-mail]'],
]

/** The text without keys, secrets, card numbers and e-mail addresses. */
export const redact = (text: string): string =>
  SECRETS.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), withoutCardNumbers(text))
