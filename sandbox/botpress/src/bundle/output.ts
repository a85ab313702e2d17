import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A line that the integration wrote. */
export interface OutputLine {
  stream: 'stdout' | 'stderr'
  text: string
}

/** How many of the last lines are kept to explain an early end. */
const KEPT_LINES = 40

/** Reads the output of a process line by line and keeps the end of it. */
export const readOutput = (
  streams: { stdout: Readable | null; stderr: Readable | null },
  onLine: (line: OutputLine) => void
): { tail(): string } => {
  const kept: string[] = []
  for (const stream of ['stdout', 'stderr'] as const) {
    const input = streams[stream]
    if (!input) continue
    createInterface({ input }).on('line', (text) => {
      kept.push(text)
      if (kept.length > KEPT_LINES) kept.shift()
      onLine({ stream, text })
    })
  }
  return { tail: () => kept.join('\n') }
}
