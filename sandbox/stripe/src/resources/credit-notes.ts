import type Stripe from 'stripe'
import { creditNoteOf, voidNote } from '../payments/credit-note'
import { find, findParam } from '../protocol/find'
import { matching, pageOf, pageOfType } from '../protocol/lists'
import { mergeMetadata } from '../protocol/metadata'
import type { Resource } from '../sandbox'
import { change } from '../webhooks/events'
import type { CreditNote } from '../wire'

/** What is taken back of an invoice. @see docs.stripe.com/invoicing/dashboard/credit-notes */
export const creditNotes: Resource = {
  routes: {
    'POST /v1/credit_notes': (call) => creditNoteOf(call, call.params as unknown as Stripe.CreditNoteCreateParams),
    'GET /v1/credit_notes': (call) => {
      const { customer, invoice } = call.params as Stripe.CreditNoteListParams
      if (customer) findParam(call.env, 'customer', customer, 'customer')
      if (invoice) findParam(call.env, 'invoice', invoice, 'invoice')
      return pageOfType<CreditNote>(
        call,
        'credit_note',
        matching(call.params, ['customer', 'invoice']),
        '/v1/credit_notes'
      )
    },
    'GET /v1/credit_notes/{id}': ({ env, id }) => find(env, 'credit_note', id),
    'GET /v1/credit_notes/{id}/lines': (call) => {
      const { id, lines } = find<CreditNote>(call.env, 'credit_note', call.id)
      return pageOf(call, lines.data.toReversed(), `/v1/credit_notes/${id}/lines`)
    },
    'POST /v1/credit_notes/{id}': (call) => {
      const note = find<CreditNote>(call.env, 'credit_note', call.id)
      const { memo, metadata } = call.params as Stripe.CreditNoteUpdateParams
      const patch = {
        ...(memo !== undefined && { memo: memo || null }),
        metadata: mergeMetadata(note.metadata, metadata),
      }
      return change(call, note, patch, 'credit_note.updated')
    },
    'POST /v1/credit_notes/{id}/void': (call) => voidNote(call, find<CreditNote>(call.env, 'credit_note', call.id)),
  },
}
