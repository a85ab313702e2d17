/** A `fetch`: where requests go in the end, the network or an embedded Stripe. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>
