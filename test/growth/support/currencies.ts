/** A hundred currencies, with and without a minor unit. */
export const currencies = [
  ...'aed afn all amd aoa ars aud awg azn bam bbd bdt bhd bmd bnd bob brl bsd bwp byn bzd cad cdf chf clp cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils'.split(
    ' '
  ),
  ...'inr isk jmd jpy kes kgs khr krw kwd kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pln ron sek sgd thb try twd ugx usd xaf zar zmw'.split(
    ' '
  ),
]
