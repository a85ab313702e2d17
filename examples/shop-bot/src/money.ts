import type { Offer } from './state'

/**
 * The price of all pieces, as people read it. The integration tells the price of one with as many decimals as its
 * currency has: the total has the same.
 */
export const totalOf = ({ price, quantity }: Pick<Offer, 'price' | 'quantity'>): string => {
  if (quantity === 1) return price.formatted
  const [, fraction = ''] = price.amount.split('.')
  const { length: decimals } = fraction
  return new Intl.NumberFormat('en', {
    style: 'currency',
    currency: price.currency.toUpperCase(),
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format((price.unit_amount * quantity) / 10 ** decimals)
}
