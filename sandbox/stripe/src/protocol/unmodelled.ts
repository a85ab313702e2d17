import { notModelled } from './errors'

/**
 * Parameters that Stripe takes and this sandbox does not model: a request that gives one is answered with 501 and its name,
 * never with a success that leaves it out. By route, names separated by spaces. What is refused here is written into the
 * README. The contract suite finds parameters that are taken and change nothing.
 */
export const unmodelled: Readonly<Record<string, string>> = {
  'POST /v1/billing_portal/sessions': 'after_expiration customer_account on_behalf_of',
  'POST /v1/charges/{id}': 'customer',
  'GET /v1/checkout/sessions': 'customer_account',
  'POST /v1/checkout/sessions':
    'adaptive_pricing branding_settings excluded_payment_method_types integration_identifier ' +
    'origin_context payment_method_configuration payment_method_data payment_method_options permissions ' +
    'redirect_on_completion return_url saved_payment_method_options wallet_options',
  'POST /v1/checkout/sessions/{id}': 'payment_intent_data',
  'GET /v1/credit_notes': 'customer_account',
  'POST /v1/credit_notes': 'email_type',
  'POST /v1/customers': 'cash_balance tax tax_id_data validate',
  'POST /v1/customers/{id}': 'cash_balance default_source source tax validate',
  'POST /v1/disputes/{id}': 'intended_submission_method',
  'GET /v1/invoiceitems': 'customer_account',
  'POST /v1/invoiceitems': 'customer_account quantity_decimal subscription',
  'POST /v1/invoiceitems/{id}': 'period price_data pricing quantity_decimal unit_amount_decimal',
  'GET /v1/invoices': 'customer_account',
  'POST /v1/invoices':
    'account_tax_ids application_fee_amount automatic_tax automatically_finalizes_at customer_account ' +
    'default_source default_tax_rates effective_at from_invoice issuer number on_behalf_of ' +
    'payment_settings rendering shipping_cost shipping_details statement_descriptor subscription ' +
    'transfer_data',
  'POST /v1/invoices/create_preview':
    'automatic_tax currency customer_account customer_details issuer on_behalf_of preview_mode schedule ' +
    'schedule_details',
  'POST /v1/invoices/{id}':
    'account_tax_ids application_fee_amount automatic_tax automatically_finalizes_at collection_method ' +
    'days_until_due default_source default_tax_rates effective_at issuer number on_behalf_of ' +
    'payment_settings rendering shipping_cost shipping_details statement_descriptor transfer_data',
  'POST /v1/invoices/{id}/add_lines': 'invoice_metadata',
  'POST /v1/invoices/{id}/pay': 'forgive mandate source',
  'POST /v1/invoices/{id}/remove_lines': 'invoice_metadata',
  'POST /v1/invoices/{id}/update_lines': 'invoice_metadata',
  'GET /v1/payment_intents': 'customer_account',
  'POST /v1/payment_intents':
    'amount_details application_fee_amount confirmation_token customer_account error_on_requires_action ' +
    'excluded_payment_method_types hooks mandate off_session on_behalf_of payment_details ' +
    'payment_method_configuration payment_method_data payment_method_options radar_options transfer_data',
  'POST /v1/payment_intents/{id}':
    'allowed_payment_method_types amount_details application_fee_amount currency customer_account ' +
    'excluded_payment_method_types hooks payment_details payment_method_configuration payment_method_data ' +
    'payment_method_options transfer_data',
  'POST /v1/payment_intents/{id}/capture':
    'amount_details application_fee_amount hooks payment_details statement_descriptor ' +
    'statement_descriptor_suffix transfer_data',
  'POST /v1/payment_intents/{id}/confirm':
    'allowed_payment_method_types amount_details amount_to_confirm confirmation_token ' +
    'error_on_requires_action excluded_payment_method_types hooks mandate off_session ' +
    'payment_details payment_method_data payment_method_options radar_options',
  'POST /v1/payment_links':
    'application_fee_amount application_fee_percent currency on_behalf_of payment_method_options',
  'POST /v1/payment_links/{id}':
    'application_fee_amount application_fee_percent automatic_tax consent_collection custom_text ' +
    'invoice_creation on_behalf_of payment_method_options payment_method_types tax_id_collection',
  'GET /v1/payment_methods': 'customer_account',
  'POST /v1/payment_methods':
    'us_bank_account acss_debit affirm afterpay_clearpay alipay alma amazon_pay au_becs_debit bacs_debit bancontact ' +
    'billie bizum blik boleto cashapp crypto custom customer customer_balance eps fpx giropay grabpay ' +
    'ideal interac_present kakao_pay klarna konbini kr_card link mb_way mobilepay multibanco naver_pay ' +
    'nz_bank_account oxxo p24 pay_by_bank payco payment_method paynow paypal paypay payto pix promptpay ' +
    'radar_options revolut_pay samsung_pay satispay scalapay sequra sofort sunbit swish twint upi ' +
    'wechat_pay zip',
  'POST /v1/payment_methods/{id}': 'card us_bank_account',
  'POST /v1/payment_methods/{id}/attach': 'customer_account',
  'POST /v1/plans': 'tiers_mode',
  'GET /v1/products': 'type',
  'POST /v1/products': 'package_dimensions tax_details type',
  'POST /v1/products/{id}': 'tax_details',
  'GET /v1/promotion_codes': 'customer_account',
  'POST /v1/promotion_codes': 'customer_account',
  'GET /v1/quotes': 'customer_account',
  'POST /v1/quotes': 'customer_account',
  'POST /v1/quotes/{id}': 'customer_account invoice_settings',
  'POST /v1/refunds': 'currency customer instructions_email origin refund_application_fee reverse_transfer',
  'GET /v1/setup_intents': 'attach_to_self customer_account',
  'POST /v1/setup_intents':
    'attach_to_self confirmation_token customer_account excluded_payment_method_types flow_directions ' +
    'on_behalf_of payment_method_configuration payment_method_data payment_method_options ' +
    'single_use',
  'POST /v1/setup_intents/{id}':
    'attach_to_self customer_account excluded_payment_method_types flow_directions ' +
    'payment_method_configuration payment_method_data payment_method_options',
  'POST /v1/setup_intents/{id}/confirm':
    'allowed_payment_method_types confirmation_token payment_method_data ' + 'payment_method_options',
  'POST /v1/shipping_rates/{id}': 'fixed_amount tax_behavior',
  'GET /v1/subscription_schedules': 'canceled_at completed_at customer_account released_at scheduled',
  'POST /v1/subscription_schedules': 'billing_mode customer_account default_settings pause_schedules',
  'POST /v1/subscription_schedules/{id}': 'default_settings pause_schedules proration_behavior',
  'POST /v1/subscription_schedules/{id}/cancel': 'invoice_now prorate',
  'POST /v1/subscription_schedules/{id}/release': 'preserve_cancel_date',
  'GET /v1/subscriptions': 'automatic_tax customer_account plan',
  'POST /v1/subscriptions':
    'add_invoice_items application_fee_percent automatic_tax billing_mode billing_schedules ' +
    'billing_thresholds currency customer_account default_source default_tax_rates invoice_settings ' +
    'on_behalf_of payment_settings pending_invoice_item_interval transfer_data trial_from_plan',
  'POST /v1/subscriptions/{id}':
    'add_invoice_items application_fee_percent automatic_tax billing_schedules billing_thresholds ' +
    'default_source default_tax_rates invoice_settings on_behalf_of payment_settings ' +
    'pending_invoice_item_interval transfer_data trial_from_plan',
  'POST /v1/subscriptions/{id}/resume': 'billing_cycle_anchor payment_behavior proration_behavior proration_date',
  'POST /v1/test_helpers/test_clocks': 'customer',
  'POST /v1/topups': 'payment_method payment_method_options',
  'POST /v1/webhook_endpoints': 'connect',
}

const names = new Map(Object.entries(unmodelled).map(([route, list]) => [route, list.split(' ')]))

const isFields = (value: unknown): value is object => typeof value === 'object' && value !== null

/** Values that ask for nothing: unset, off, none. */
const asksForNothing = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  value === false ||
  (isFields(value) && Object.values(value).every(asksForNothing))

/** @throws {StripeApiError} 501, which names the parameter */
export const refuseUnmodelledOf = (route: string, params: Readonly<Record<string, unknown>>): void => {
  for (const name of names.get(route) ?? []) {
    if (!asksForNothing(params[name])) throw notModelled(`The parameter ${name} of ${route}`, name)
  }
}
