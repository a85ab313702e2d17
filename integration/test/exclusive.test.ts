import { expect, it } from 'vitest'
import { createExclusive } from '../src/exclusive'

it('runs work under one name in order, also after a failure; other names do not wait', async () => {
  const exclusive = createExclusive()
  const trace: string[] = []
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const first = exclusive('a', async () => {
    trace.push('first begins')
    await gate
    trace.push('first fails')
    throw new Error('first')
  })
  const second = exclusive('a', async () => trace.push('second'))
  await exclusive('b', async () => trace.push('other'))
  release()
  await expect(first).rejects.toThrow('first')
  await second
  expect(trace).toEqual(['first begins', 'other', 'first fails', 'second'])
})
