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
  error?: { message: string; field?: string }
  /** Only one thing is done: which, and what a change that is only to be confirmed means. */
  flow?: { shows: 'cancel' | 'change' | 'card' | 'details'; confirm?: string }
}
