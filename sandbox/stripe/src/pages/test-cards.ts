/** Stripe's documented test cards that the sandbox tells apart (https://docs.stripe.com/testing). */
export const TEST_CARDS = [
  { label: 'Succeeds', number: '4242 4242 4242 4242' },
  { label: '3-D Secure', number: '4000 0000 0000 3220' },
  { label: 'Declined', number: '4000 0000 0000 0002' },
  { label: 'Insufficient funds', number: '4000 0000 0000 9995' },
  { label: 'Expired card', number: '4000 0000 0000 0069' },
  { label: 'Incorrect CVC', number: '4000 0000 0000 0127' },
  { label: 'Lost card', number: '4000 0000 0000 9987' },
  { label: 'Processing error', number: '4000 0000 0000 0119' },
  { label: 'Saved, declined later', number: '4000 0000 0000 0341' },
  { label: 'Disputed', number: '4000 0000 0000 0259' },
] as const

/** Bank accounts that stand for what becomes of a debit. @see docs.stripe.com/payments/ach-direct-debit */
export const TEST_ACCOUNTS = [
  { label: 'pays in four days', number: '000123456789' },
  { label: 'is closed, as the bank says in four days', number: '000111111113' },
  { label: 'has too little on it, as the bank says in four days', number: '000222222227' },
]
