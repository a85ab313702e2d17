import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from '@botpress/sdk'

/** Who a token speaks for. */
export interface TokenHolder {
  botId: string
  userId: string
  customerId: string
}

/** The names are short: a token travels with every action. */
const content = z.object({ b: z.string(), u: z.string(), c: z.string(), e: z.number() })

const sign = (text: string, secret: string): Buffer =>
  createHmac('sha256', `customer token:${secret}`).update(text).digest()

/**
 * A text that proves that a bot's code, not a language model, said who is chatting: signed with the Stripe key, which no
 * model knows. It holds no secret, and changing the key ends all tokens.
 * @param expiresAt in seconds since 1970
 */
export const makeToken = ({ botId, userId, customerId }: TokenHolder, expiresAt: number, secret: string): string => {
  const text = Buffer.from(JSON.stringify({ b: botId, u: userId, c: customerId, e: expiresAt })).toString('base64url')
  return `${text}.${sign(text, secret).toString('base64url')}`
}

/**
 * Who the token speaks for.
 * @param now in seconds since 1970
 * @returns why it does not, when it is damaged, of another bot or key, or too old
 */
export const readToken = (
  token: string,
  { botId, secret, now }: { botId: string; secret: string; now: number }
): TokenHolder | 'expired' | 'wrong' => {
  const [text = '', signature = ''] = token.split('.')
  const [given, wanted] = [Buffer.from(signature, 'base64url'), sign(text, secret)]
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'wrong'
  const parsed = content.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  if (!parsed.success || parsed.data.b !== botId) return 'wrong'
  const { b, u, c, e } = parsed.data
  return e <= now ? 'expired' : { botId: b, userId: u, customerId: c }
}

/**
 * Whom a token names, without a proof: tokens of one holder have the same name, however often they were renewed.
 * @returns the token itself when it is damaged
 */
export const holderIn = (token: string): string => {
  try {
    const { b, u, c } = content.parse(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()))
    return JSON.stringify([b, u, c])
  } catch {
    return token
  }
}
