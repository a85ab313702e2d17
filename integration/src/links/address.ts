import { sha256 } from '../hash'

/** What identifies a link: host and path, without query string, fragment and trailing slashes. Undefined for no address. */
export const addressOf = (url: string): string | undefined => {
  const text = url.trim()
  if (!URL.canParse(text)) return undefined
  const { protocol, host, pathname } = new URL(text)
  return /^https?:$/.test(protocol) ? `${host}${pathname.replace(/\/+$/, '')}` : undefined
}

/** The beginning of the SHA-256 of some text: six bits a character. */
export const hashOf = (text: string, characters: number): string => sha256(text, 'base64url').slice(0, characters)
