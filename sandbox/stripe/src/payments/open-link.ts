import { all, idOf } from '../protocol/find'
import { mergeMetadata } from '../protocol/metadata'
import type { Scene } from '../sandbox'
import type { PaymentLink, PromotionCode, Session } from '../wire'
import { createSession, type SessionPlan } from './build-session'
import { shippingCost } from './session-amounts'
import { answeredFields } from './session-options'

const planOf = ({ payment_intent_data: intent, subscription_data: subscription }: PaymentLink): SessionPlan =>
  subscription
    ? {
        subscription: {
          ...{ metadata: subscription.metadata, description: subscription.description ?? null },
          trialDays: subscription.trial_period_days ?? undefined,
          missingMethod: subscription.trial_settings?.end_behavior.missing_payment_method,
        },
      }
    : { intent: { ...intent, capture_method: intent?.capture_method ?? 'automatic_async' } }

/** A promotion code in a link's address is applied when it fits, and dropped when it does not. */
const prefilled = (scene: Scene, link: PaymentLink, code: string | null): Partial<Session> => {
  if (!link.allow_promotion_codes || code === null) return {}
  const found = all<PromotionCode>(scene.env, 'promotion_code').find(
    (entry) => entry.active && entry.code.toLowerCase() === code.toLowerCase() && entry.customer === null
  )
  return found ? { discounts: [{ coupon: idOf(found.promotion.coupon) ?? null, promotion_code: found.id }] } : {}
}

/** Opens a session for whoever follows a payment link. */
export const openLink = (scene: Scene, link: PaymentLink, query: URLSearchParams): Session => {
  const isRecurring = link.subscription_data !== null
  const reference = query.get('client_reference_id')
  const [first] = link.shipping_options
  return createSession(scene, {
    ...{ mode: isRecurring ? 'subscription' : 'payment', items: scene.env.lineItems.get(link.id) ?? [] },
    plan: planOf(link),
    fields: {
      allow_promotion_codes: link.allow_promotion_codes,
      automatic_tax: {
        ...{ enabled: link.automatic_tax.enabled, liability: null, provider: null },
        status: link.automatic_tax.enabled ? 'complete' : null,
      },
      ...{ billing_address_collection: link.billing_address_collection, consent_collection: link.consent_collection },
      ...{ custom_fields: answeredFields(link.custom_fields, () => null), custom_text: link.custom_text },
      ...{ customer_creation: link.customer_creation, customer_email: query.get('locked_prefilled_email') },
      ...(link.invoice_creation && {
        invoice_creation: {
          enabled: link.invoice_creation.enabled,
          invoice_data: link.invoice_creation.invoice_data as NonNullable<Session['invoice_creation']>['invoice_data'],
        },
      }),
      ...{ metadata: mergeMetadata(null, link.metadata), payment_link: link.id },
      ...{ payment_method_collection: link.payment_method_collection, submit_type: link.submit_type },
      ...{ phone_number_collection: link.phone_number_collection, shipping_options: link.shipping_options },
      shipping_address_collection: link.shipping_address_collection,
      shipping_cost: first ? shippingCost(scene, idOf(first.shipping_rate) ?? '') : null,
      tax_id_collection: link.tax_id_collection,
      ...prefilled(scene, link, query.get('prefilled_promo_code')),
      // Values that Stripe would drop silently are dropped. @see docs.stripe.com/payment-links/url-parameters
      ...(reference !== null && /^[A-Za-z0-9_-]{1,200}$/.test(reference) && { client_reference_id: reference }),
    },
  })
}
