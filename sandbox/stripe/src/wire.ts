import type Stripe from 'stripe'

/**
 * A type of the SDK as it travels: decimal numbers are strings there, and become `Decimal` objects only inside the SDK.
 */
export type Wire<T> = T extends Stripe.Decimal
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends Array<infer Item>
      ? Array<Wire<Item>>
      : T extends object
        ? { [Key in keyof T]: Wire<T[Key]> }
        : T

export type Customer = Wire<Stripe.Customer>
export type Product = Wire<Stripe.Product>
export type Price = Wire<Stripe.Price>
export type PaymentLink = Wire<Stripe.PaymentLink>
export type Session = Wire<Stripe.Checkout.Session>
export type PaymentIntent = Wire<Stripe.PaymentIntent>
export type PaymentMethod = Wire<Stripe.PaymentMethod>
export type Charge = Wire<Stripe.Charge>
export type Refund = Wire<Stripe.Refund>
export type Dispute = Wire<Stripe.Dispute>
export type PortalConfiguration = Wire<Stripe.BillingPortal.Configuration>
export type PortalSession = Wire<Stripe.BillingPortal.Session>
export type ShippingRate = Wire<Stripe.ShippingRate>
export type SetupIntent = Wire<Stripe.SetupIntent>
export type Coupon = Wire<Stripe.Coupon>
export type PromotionCode = Wire<Stripe.PromotionCode>
export type Discount = Wire<Stripe.Discount>
export type Subscription = Wire<Stripe.Subscription>
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>
export type Schedule = Wire<Stripe.SubscriptionSchedule>
export type Invoice = Wire<Stripe.Invoice>
export type InvoiceItem = Wire<Stripe.InvoiceItem>
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>
export type InvoicePayment = Wire<Stripe.InvoicePayment>
export type LineItem = Wire<Stripe.LineItem>
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>
export type Account = Wire<Stripe.Account>
export type BalanceTransaction = Wire<Stripe.BalanceTransaction>
export type Payout = Wire<Stripe.Payout>
export type Topup = Wire<Stripe.Topup>
export type TaxRate = Wire<Stripe.TaxRate>
export type CreditNote = Wire<Stripe.CreditNote>
export type CreditNoteLine = Wire<Stripe.CreditNoteLineItem>
export type Quote = Wire<Stripe.Quote>
export type BalanceChange = Wire<Stripe.CustomerBalanceTransaction>
export type Balance = Wire<Stripe.Balance>
export type Plan = Wire<Stripe.Plan>

/** A list as the API shows it. */
export interface List<T> {
  object: 'list'
  data: T[]
  has_more: boolean
  url: string
}

export const listOf = <T>(data: T[], url: string, hasMore = false): List<T> => ({
  object: 'list',
  data,
  has_more: hasMore,
  url,
})
