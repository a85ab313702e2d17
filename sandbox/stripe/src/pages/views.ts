/** One line of what is bought. Amounts are minor units of the page's currency. */
export interface PageLine {
  name: string
  description?: string
  quantity: number
  unitAmount: number
  amount: number
  recurring?: { interval: string; intervalCount: number }
  /** The customer may change the quantity within these bounds; posted as `quantity_<index of the line>`. */
  adjustable?: { minimum: number; maximum: number }
}

/** Something that a page asks besides the card. */
export interface ExtraField {
  name: string
  label: string
  kind: 'text' | 'select' | 'checkbox'
  autocomplete?: string
  /** Of a select; an amount is what the option adds to the total, in minor units. */
  options?: Array<{ value: string; label: string; amount?: number }>
  isOptional?: boolean
  value?: string
}

export type PageMode = 'payment' | 'subscription' | 'setup'

/** What the payment page shows. It never holds a card: nothing of one is echoed back. */
export interface PaymentPageView {
  /** Where the form is posted to. */
  action: string
  business: string
  mode: PageMode
  livemode: boolean
  lines: PageLine[]
  /** Due today, in minor units. */
  total: number
  currency: string
  trialDays?: number
  email?: string
  emailLocked?: boolean
  error?: { message: string; field?: string }
  cancelUrl?: string
  /** Whether a bank account may be debited instead of a card. */
  takesDebits?: boolean
  /** What is asked besides the card. */
  extras?: ExtraField[]
  /** Whether a promotion code may be entered, and the one that counts. */
  promotion?: { code?: string }
  /** What is taken off, and what sending costs. Minor units. */
  discount?: number
  shipping?: number
  /** Whether there is nothing to pay, so that no card is asked for. */
  isFree?: boolean
  /** What was entered before; `quantity` is that of the first adjustable line. */
  values?: { email?: string; name?: string; quantity?: number; extras?: Record<string, string> }
}

/** What the page after a completed payment shows. */
export interface SuccessPageView {
  business: string
  total: number
  currency: string
  mode: PageMode
  lines: PageLine[]
  message?: string
  trialDays?: number
  /** In place of what the mode would say. */
  title?: string
}

/** What a deactivated, expired or unknown link shows. */
export interface UnavailablePageView {
  title: string
  message: string
}
