import { invalid } from './errors'

/** @see docs.stripe.com/currencies */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))
const OTHERS = new Set(
  'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bhd bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd jod kes kgs khr kwd kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mru mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd omr pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std svc szl thb tjs tnd top try ttd twd tzs uah ugx usd uyu uzs wst xcd xcg yer zar zmw'.split(
    ' '
  )
)

/** The smallest payments, in minor units, where Stripe states them. */
const MINIMUMS: Readonly<Record<string, number>> = {
  ...{ usd: 50, aed: 200, aud: 50, bgn: 100, brl: 50, cad: 50, chf: 50, czk: 1500, dkk: 250, eur: 50, gbp: 30 },
  ...{ hkd: 400, huf: 17_500, inr: 50, jpy: 50, mxn: 1000, myr: 200, nok: 300, nzd: 50, pln: 200, ron: 200 },
  ...{ sek: 300, sgd: 50, thb: 1000 },
}
const LARGEST = 99_999_999
const LARGER: Readonly<Record<string, number>> = { inr: 999_999_999, idr: 999_999_999_999, jpy: 9_999_999_999 }

/** The lower-case code of a currency. */
export const checkCurrency = (currency: string, param = 'currency'): string => {
  const code = currency.toLowerCase()
  if (ZERO_DECIMAL.has(code) || OTHERS.has(code)) return code
  throw invalid(
    `Invalid currency: ${code}. Stripe currently supports these currencies: usd, eur, gbp, jpy and others`,
    param
  )
}

/** Whether something can cost this. */
export const checkUnitAmount = (amount: number, currency: string, param: string): void => {
  if (amount < 0) throw invalid('Invalid non-negative integer', param, 'parameter_invalid_integer')
  if (amount > (LARGER[currency] ?? LARGEST)) {
    throw invalid(`Invalid integer: ${amount} is too large for ${currency}`, param, 'amount_too_large')
  }
}

/** Whether this can be paid. Nothing to pay is allowed where something may be free. */
export const checkTotal = (amount: number, currency: string, param?: string): void => {
  const minimum = MINIMUMS[currency] ?? 1
  if (amount > 0 && amount < minimum) {
    const [shown, digits] = [ZERO_DECIMAL.has(currency) ? minimum : minimum / 100, ZERO_DECIMAL.has(currency) ? 0 : 2]
    throw invalid(
      `The total amount due must add up to at least ${shown.toFixed(digits)} ${currency}`,
      param,
      'amount_too_small'
    )
  }
  if (amount > (LARGER[currency] ?? LARGEST)) {
    throw invalid(`The total amount due must be no more than ${LARGER[currency] ?? LARGEST}`, param, 'amount_too_large')
  }
}
