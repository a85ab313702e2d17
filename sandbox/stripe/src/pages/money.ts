/** How a currency's minor units become what people read. */
export interface CurrencyFormat {
  /** Decimals of the amounts in Stripe's API: 1200 with two decimals is 12.00. */
  exponent: number
  /** Decimals shown for a whole amount. */
  shown: number
}

// https://docs.stripe.com/currencies#zero-decimal and #three-decimal.
const ZERO_DECIMAL = 'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' ')
const THREE_DECIMAL = 'BHD JOD KWD OMR TND'.split(' ')
// https://docs.stripe.com/currencies#special-cases: without decimals for people, with two in the API.
const SENT_AS_TWO_DECIMAL = 'ISK UGX'.split(' ')

/** The format of a currency, given in any case. */
export const currencyFormat = (currency: string): CurrencyFormat => {
  const code = currency.toUpperCase()
  if (ZERO_DECIMAL.includes(code)) return { exponent: 0, shown: 0 }
  if (THREE_DECIMAL.includes(code)) return { exponent: 3, shown: 3 }
  if (SENT_AS_TWO_DECIMAL.includes(code)) return { exponent: 2, shown: 0 }
  return { exponent: 2, shown: 2 }
}

/** An amount in minor units as people write it: (1200, 'usd') is "$12.00", (1200, 'jpy') is "¥1,200". */
export const formatMoney = (amount: number, currency: string): string => {
  const { exponent, shown } = currencyFormat(currency)
  const value = amount / 10 ** exponent
  const digits = Number.isInteger(value) ? shown : exponent
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
  const isCode = /^[a-z]{3}$/i.test(currency)
  const formatted = new Intl.NumberFormat('en-US', isCode ? { style: 'currency', currency, ...options } : options)
  return isCode ? formatted.format(value) : `${formatted.format(value)} ${currency}`
}

/** "per month", "every 3 months". */
export const formatInterval = ({ interval, intervalCount }: { interval: string; intervalCount: number }): string =>
  intervalCount === 1 ? `per ${interval}` : `every ${intervalCount} ${interval}s`
