/** A `fetch`: takes a request, answers it. The transport of the gateway and of every stage around it. */
export type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>

/** One concern of the gateway: a fetch around a fetch. */
export type Stage = (next: Fetch) => Fetch

/** The stages around the transport, the first one outermost. */
export const compose = (stages: readonly Stage[], transport: Fetch): Fetch =>
  stages.reduceRight((next, stage) => stage(next), transport)
