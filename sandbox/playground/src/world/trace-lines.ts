import type { CallRecord } from '@botpress-stripe/integration/gateway/observe'

/** What the integration writes of its calls with `STRIPE_TRACE=json`. */
export type TraceLine =
  | { kind: 'call'; record: CallRecord; trace: string | undefined }
  | { kind: 'end'; trace: string | undefined }

const textIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Reads a line of the integration's output; nothing for any other line. */
export const parseTraceLine = (line: string): TraceLine | undefined => {
  if (!/^\{"stripe(Call|TraceEnd)":/.test(line)) return undefined
  try {
    const parsed: Record<string, unknown> = JSON.parse(line)
    if (!('stripeCall' in parsed)) return { kind: 'end', trace: textIn(parsed.stripeTraceEnd) }
    // The integration of this repository wrote it.
    return { kind: 'call', record: parsed.stripeCall as CallRecord, trace: textIn(parsed.trace) }
  } catch {
    return undefined // Half a line of a process that ended.
  }
}
