import type { ActionInfo } from '../../src/api'

/** What an action is about, told by its name. The first that fits counts. */
const SUBJECTS: Array<[title: string, pattern: RegExp]> = [
  ['Payment links', /PaymentLink|SubsLink/],
  ['Subscriptions', /Subscription|Trial|hasAccess/],
  ['Checkout and portal', /CheckoutSession|BillingPortal/],
  ['Invoices', /Invoice/],
  ['Discounts', /Coupon|PromotionCode/],
  ['Saved cards', /PaymentMethod/],
  ['Payments and refunds', /Payment|Refund|Dispute|Balance/],
  ['Products and prices', /Product|Price/],
  ['Customers', /Customer/],
]

const OTHER = 'Set-up and the rest'

const subjectOf = (name: string): string => SUBJECTS.find(([, pattern]) => pattern.test(name))?.[0] ?? OTHER

const isFound = ({ name, title, description }: ActionInfo, words: string[]): boolean => {
  const text = `${name} ${title} ${description}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/** The actions that hold every word, by what they are about. */
export const groupActions = (
  actions: ActionInfo[],
  search: string
): Array<[subject: string, actions: ActionInfo[]]> => {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = actions.filter((action) => isFound(action, words))
  return [...SUBJECTS.map(([title]) => title), OTHER]
    .map((subject): [string, ActionInfo[]] => [subject, found.filter(({ name }) => subjectOf(name) === subject)])
    .filter(([, members]) => members.length > 0)
}
