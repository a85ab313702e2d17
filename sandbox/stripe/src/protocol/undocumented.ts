/**
 * Operations that Stripe's own clients use and its reference does not tell of: the SDK has no types that the table could be
 * derived from. Written by hand from what Stripe's command-line tool sends. In the form of the derived table.
 */
export const undocumented = {
  'GET /v1/payment_pages/{session}': { k: 'o', f: { expand: { k: 'a', of: { k: 's' } } } },
  'POST /v1/payment_pages/{session}/confirm': {
    k: 'o',
    f: { expand: { k: 'a', of: { k: 's' } }, expected_amount: { k: 'i' }, payment_method: { k: 's' } },
    r: ['expected_amount', 'payment_method'],
  },
  'POST /v1/stripecli/sessions': {
    k: 'o',
    f: {
      ...{ device_name: { k: 's' }, forward_connect_to_url: { k: 's' }, forward_to_url: { k: 's' } },
      websocket_features: { k: 'a', of: { k: 's' } },
    },
  },
} as const
