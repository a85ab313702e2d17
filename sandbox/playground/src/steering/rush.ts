import { randomUUID } from 'node:crypto'
import type { ActionRun, Job } from '../api'
import type { Story } from '../timeline/story'

/** More take longer than anybody looks. */
export const LARGEST_RUSH = 1_000

interface Parts {
  story: Story
  call(name: string, input: Record<string, unknown>): Promise<ActionRun>
  /** How many are under way at once. */
  atOnce: number
  tell(job: Job): void
}

/** Many customers at once, to see what the limit does to them. */
export const createRush = ({ story, call, atOnce, tell }: Parts) => {
  let running = false

  const run = async (calls: number, begun: Job): Promise<void> => {
    let [next, done, failed] = [0, 0, 0]
    const caller = async (): Promise<void> => {
      while (next < calls) {
        const { ok } = await call('createCustomer', { email: `rush-${begun.id}-${next++}@example.com` })
        if (!ok) failed++
        done++
        if (done % Math.ceil(calls / 100) === 0) tell({ ...begun, progress: done / calls })
      }
    }
    await Promise.all(Array.from({ length: Math.min(atOnce, calls) }, caller))
    const message = failed > 0 ? `${failed} of ${calls} actions failed. The timeline tells why.` : undefined
    tell({ ...begun, progress: 1, state: failed > 0 ? 'failed' : 'done', ...(message && { message }) })
  }

  return {
    /** Begins one. @returns nothing while another one is under way */
    begin: (calls: number): Job | undefined => {
      if (running) return undefined
      running = true
      const job: Job = {
        id: randomUUID().slice(0, 8),
        title: `${calls} customers at once`,
        progress: 0,
        state: 'running',
      }
      story.timeline.add({ kind: 'fault', title: 'A rush', detail: job.title, ok: true })
      run(calls, job)
        .catch((error: unknown) => tell({ ...job, state: 'failed', message: String(error) }))
        .finally(() => {
          running = false
        })
      return job
    },
  }
}

export type Rush = ReturnType<typeof createRush>
