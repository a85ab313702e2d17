import type { Embedded } from './embedded'

/** Opens a link or a session as a browser does and pays with a card; returns the status of the last page. */
export const payOn = async (
  { stripe }: Embedded,
  url: string,
  fields: Record<string, string> = {}
): Promise<number> => {
  const opened = await stripe.fetch(new Request(url))
  const page = new URL(opened.headers.get('location') ?? url, url).href
  const form = { email: 'ann@example.com', name: 'Ann', number: '4242424242424242', cvc: '123', expiry: '12/40' }
  const paid = await stripe.fetch(
    new Request(page, { method: 'POST', body: new URLSearchParams({ ...form, ...fields }) })
  )
  return paid.status
}
