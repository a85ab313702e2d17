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

/** What is wrong, at a field if it is one's. */
export interface PageError {
  message: string
  field?: string
}

/** What all pages about an order know of it. Amounts are minor units. */
export interface Order {
  business: string
  mode: PageMode
  /** Whether the sandbox acts as live mode; the pages say that it is a sandbox either way. */
  livemode?: boolean
  lines: PageLine[]
  /** Due today. */
  total: number
  currency: string
  trialDays?: number
  /** The day of the first charge, like "2 Dec 2026". */
  trialEnds?: string
  discount?: number
  /** Like "TEN, 10% off". */
  discountLabel?: string
  shipping?: number
  tax?: number
  /** What the order is an invoice for. */
  invoice?: InvoiceFacts
}

/** What stands on an invoice besides its lines. */
export interface InvoiceFacts {
  number?: string
  to?: string
  issued?: string
  due?: string
  memo?: string
}

/** What the payment page shows. It never holds a card: nothing of one is echoed back. */
export interface PaymentPageView extends Order {
  /** Where the form is posted to. */
  action: string
  livemode: boolean
  email?: string
  emailLocked?: boolean
  error?: PageError
  cancelUrl?: string
  /** When the page expires, like "15 Feb 2027, 16:50 UTC". */
  closes?: string
  /** What the button says that pays. Default Pay. */
  verb?: 'Book' | 'Donate' | 'Pay'
  /** The seller's own words above the button. */
  note?: string
  /** Whether a bank account may be debited instead of a card. */
  takesDebits?: boolean
  /** What is asked besides the card. */
  extras?: ExtraField[]
  /** Whether a promotion code may be entered, and the one that counts. */
  promotion?: { code?: string }
  /** Whether there is nothing to pay, so that no card is asked for. */
  isFree?: boolean
  /** What was entered before. */
  values?: { email?: string; name?: string; extras?: Record<string, string> }
}

/** What the bank's page shows that asks the customer to confirm. */
export interface ChallengePageView {
  action: string
  business: string
  livemode: boolean
  /** Like "$19.99"; undefined where a card is only kept. */
  amount?: string
  /** Like "Visa •••• 3220". */
  card: string
  /** What is handed on to the answer. */
  hidden: Record<string, string>
}

/** What the page after a completed payment shows. */
export interface SuccessPageView extends Order {
  message?: string
  /** In place of what the mode would say. */
  title?: string
  /** Whether the money is still on its way, so that nothing was received yet. */
  isPending?: boolean
  /** What it was paid with, like "Visa •••• 4242". */
  paidWith?: string
  email?: string
  /** Where to go on from here. */
  link?: { href: string; label: string }
}

/** What a deactivated, expired or unknown link shows. */
export interface UnavailablePageView {
  title: string
  message: string
  business?: string
  /** Where to go on from here. */
  link?: { href: string; label: string }
}

/** One subscription on the portal. */
export interface PortalSubscription {
  id: string
  name: string
  /** Like "$9.00 per month". */
  price: string
  /** Like "renews on 12 Mar 2027". */
  state: string
  quantity: number
  isEnding: boolean
  canCancel: boolean
  /** What cancelling means, like "You can use it until 12 Mar 2027." */
  cancelNote: string
  /** What it may be changed to. */
  plans: Array<{ value: string; label: string; isCurrent: boolean }>
}

/** What the billing portal shows. */
export interface PortalPageView {
  action: string
  business: string
  title: string
  livemode: boolean
  returnUrl?: string | undefined
  subscriptions: PortalSubscription[]
  methods: Array<{ id: string; label: string; isDefault: boolean }>
  canChangeCard: boolean
  /** What of the customer may be changed. */
  details: Array<{ name: string; label: string; value: string }>
  invoices: Array<{ number: string; date: string; amount: string; state: string; url?: string }>
  /** Why somebody may cancel, when that is asked. */
  reasons?: Array<{ value: string; label: string }>
  /** What was done just now. */
  notice?: string
  error?: PageError
  /** Only one thing is done: which, and what a change that is only to be confirmed means. */
  flow?: { shows: 'cancel' | 'change' | 'card' | 'details'; confirm?: string }
}
