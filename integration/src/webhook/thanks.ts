import type { WebhookResponse } from '../define/types'

/** Where a customer lands who paid, or saved a card, and has no other page to go to. */
export const THANKS_PATH = '/paid'

/** A page without anything from the request: it knows nothing of the payment and shows nothing of it. */
const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Thank you</title>
<body style="font: 1.1rem/1.6 system-ui, sans-serif; margin: 20vh auto; max-width: 28rem; padding: 0 1rem; text-align: center">
<h1>Thank you</h1>
<p>That is all. You can close this page and go back to the chat.</p>
`

/** The page that says thank you. */
export const thanks = (): WebhookResponse => ({
  status: 200,
  body: PAGE,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  },
})
