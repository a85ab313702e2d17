/**
 * What Stripe takes for each currency. Amounts are whole numbers of the currency's minor unit: cents, yen, fils.
 * @see docs.stripe.com/currencies (zero-decimal, three-decimal and special cases; minimum charge amounts)
 */
export interface Currency {
  /** Decimal places between the minor unit that Stripe counts in and the major unit that people read. */
  decimals: 0 | 2 | 3
  /** Amounts must be a multiple of this many minor units. */
  step: number
  /** The smallest payment, in minor units, where Stripe states one. */
  minimum: number
  /** The largest payment, in minor units. */
  maximum: number
}

const TWO_DECIMALS =
  'aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mru mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std svc szl thb tjs top try ttd twd tzs uah usd uyu uzs wst xcd xcg yer zar zmw'
const ZERO_DECIMALS = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'
/** The last digit must be 0. */
const THREE_DECIMALS = 'bhd jod kwd omr tnd'
/** No minor unit in practice, yet sent to Stripe with two decimals that must be 00. */
const TWO_DECIMALS_WHOLE = 'isk ugx'

const MINIMUMS: Readonly<Record<string, number>> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
}

/** Eight digits for most; these take more. */
const MAXIMUMS: Readonly<Record<string, number>> = {
  inr: 999_999_999,
  idr: 999_999_999_999,
  lbp: 999_999_999_999,
  cop: 9_999_999_999,
  huf: 9_999_999_999,
  jpy: 9_999_999_999,
}
const DEFAULT_MAXIMUM = 99_999_999

const rows = (codes: string, decimals: Currency['decimals'], step = 1): Array<[string, Currency]> =>
  codes
    .split(' ')
    .map((code) => [
      code,
      { decimals, step, minimum: MINIMUMS[code] ?? step, maximum: MAXIMUMS[code] ?? DEFAULT_MAXIMUM },
    ])

/** Every currency Stripe can charge in, by its lower-case ISO code. */
export const currencies: ReadonlyMap<string, Currency> = new Map([
  ...rows(TWO_DECIMALS, 2),
  ...rows(ZERO_DECIMALS, 0),
  ...rows(THREE_DECIMALS, 3, 10),
  ...rows(TWO_DECIMALS_WHOLE, 2, 100),
])
