import { invalidInput } from '../errors'

/** How IDs of Stripe's objects begin, and what they are. @see docs.stripe.com/api (each object's `id`) */
const KINDS: Readonly<Record<string, string>> = {
  acct: 'an account',
  ch: 'a charge',
  cs: 'a checkout session',
  cus: 'a customer',
  dp: 'a dispute',
  du: 'a dispute',
  evt: 'an event',
  in: 'an invoice',
  pi: 'a payment intent',
  plink: 'a payment link',
  pm: 'a payment method',
  price: 'a price',
  prod: 'a product',
  promo: 'a promotion code',
  re: 'a refund',
  seti: 'a setup intent',
  si: 'a subscription item',
  sub: 'a subscription',
  we: 'a webhook endpoint',
}

/** Which kind a field of an input takes, by its name. Actions name such fields after what they hold. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  customerId: ['cus'],
  defaultPriceId: ['price'],
  disputeId: ['dp', 'du'],
  invoiceId: ['in'],
  itemId: ['si'],
  newPriceId: ['price'],
  paymentId: ['pi', 'ch'],
  paymentLinkId: ['plink'],
  paymentMethodId: ['pm'],
  priceId: ['price'],
  productId: ['prod'],
  productIds: ['prod'],
  promotionCodeId: ['promo'],
  refundId: ['re'],
  sessionId: ['cs'],
  subscriptionId: ['sub'],
}

const kindOf = (id: string): string | undefined => /^([a-z]+)_/.exec(id)?.[1]

const problemOf = (wanted: readonly string[], value: unknown): string | undefined => {
  const kind = typeof value === 'string' ? kindOf(value) : undefined
  if (kind === undefined || wanted.includes(kind) || !Object.hasOwn(KINDS, kind)) return undefined
  const prefixes = wanted.map((prefix) => `${prefix}_`).join(' or ')
  return `is the ID of ${KINDS[kind]} (${kind}_…). An ID that begins with ${prefixes} is wanted.`
}

/**
 * Refuses an ID of another kind before anything is asked of Stripe. An ID that begins like none of Stripe's passes: IDs
 * of products, for example, may be the shop's own.
 * @param value the input, or a part of it; `path` is where it stands
 * @throws {IntegrationError} invalid_input naming the field, what it holds and what is wanted
 */
export const refuseOtherKinds = (value: unknown, path = ''): void => {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) refuseOtherKinds(item, `${path}[${index}]`)
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const place = path === '' ? name : `${path}.${name}`
    const wanted = Object.hasOwn(WANTED, name) ? WANTED[name] : undefined
    // A list of IDs is named in the plural, and each is looked at.
    for (const id of Array.isArray(inner) ? inner : [inner]) {
      const problem = wanted && problemOf(wanted, id)
      if (problem) throw invalidInput(place, problem)
    }
    refuseOtherKinds(inner, place)
  }
}
