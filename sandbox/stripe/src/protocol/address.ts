import type Stripe from 'stripe'
import type { Customer } from '../wire'

type Address = NonNullable<Customer['address']>

/** An address as objects show it: what was not given is null. */
export const addressOf = (address: Stripe.Emptyable<Stripe.AddressParam> | undefined): Address | null => {
  if (!address) return null
  const { city, country, line1, line2, postal_code, state } = address
  return {
    ...{ city: city ?? null, country: country ?? null, line1: line1 ?? null, line2: line2 ?? null },
    ...{ postal_code: postal_code ?? null, state: state ?? null },
  }
}

/** To whom and where something is sent. */
export const shippingOf = (
  shipping: Stripe.Emptyable<{ address: Stripe.AddressParam; name: string; phone?: string }> | undefined
): Customer['shipping'] =>
  shipping
    ? { address: addressOf(shipping.address) ?? undefined, name: shipping.name, phone: shipping.phone ?? null }
    : null
