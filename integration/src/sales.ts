import { z } from '@botpress/sdk'
import type { Binding } from './binding'
import type { Clock } from './clock'
import { isMissing } from './define/missing'
import type { Client, Logger } from './define/types'
import type { Exclusive } from './exclusive'
import { redact } from './gateway/redact'

/** Something that was offered in a conversation, by which its payment is found. */
const sale = z.object({
  kind: z.enum(['link', 'session', 'invoice']),
  id: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** Its reminder was scheduled. */
  reminded: z.boolean().optional(),
})

export type Sale = z.output<typeof sale>

/** The state that holds what was sold in a conversation. */
export const salesState = {
  type: 'conversation' as const,
  schema: z.object({
    sales: z.array(sale).title('Sales').describe('What was last sold in this conversation, the newest first'),
  }),
}

/** How many sales of a conversation are remembered. */
const KEPT_SALES = 20

/** What was sold in a conversation. */
export interface Sales {
  /**
   * Writes a sale into its conversation, if it has one. Never fails: the sale has been made.
   * @param remind schedules its reminder and says whether that was possible. Called once for a sale that was reminded of,
   * however often the sale is written: a repeated action gets the first sale
   * @returns whether it has a reminder
   */
  remember(binding: Binding, sale: Pick<Sale, 'kind' | 'id'>, remind?: () => Promise<boolean>): Promise<boolean>
  /** The sales of a conversation, the newest first. One call to Botpress. */
  of(conversationId: string): Promise<Sale[]>
}

interface Surroundings {
  client: Client
  clock: Clock
  logger: Logger
  exclusive: Exclusive
}

/** The sales, kept in the state of each conversation. */
export const createSales = ({ client, clock, logger, exclusive }: Surroundings): Sales => {
  const place = (conversationId: string) => ({ type: 'conversation', id: conversationId, name: 'sales' }) as const
  const of = async (conversationId: string): Promise<Sale[]> => {
    try {
      const { state } = await client.getState(place(conversationId))
      return state.payload.sales
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }
  const write = (conversationId: string, sales: Sale[]) =>
    client.setState({ ...place(conversationId), payload: { sales: sales.slice(0, KEPT_SALES) } })

  return {
    of,
    remember: async ({ conversationId }, made, remind = async () => false) => {
      if (conversationId === undefined) return false
      let reminded = false
      const add = async () => {
        const before = await of(conversationId)
        const isReminded = before.some(({ id, reminded }) => id === made.id && reminded)
        reminded = isReminded || (await remind())
        const sale = { ...made, at: clock.now(), ...(reminded && { reminded }) }
        await write(conversationId, [sale, ...before.filter(({ id }) => id !== made.id)])
      }
      try {
        await exclusive(`sales:${conversationId}`, add)
      } catch (error) {
        logger.warn(`The sale could not be written into its conversation: ${redact(String(error))}`)
      }
      return reminded
    },
  }
}
