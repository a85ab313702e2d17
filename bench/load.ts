import { systemClock } from '../integration/src/clock'
import { createTestClock } from '../integration/test/support/clock'
import { LIMIT, lockedObject, mixed, rush, shared, type Time, WINDOWS } from '../test/load/scenarios'
import { type Bench, percent, type Section } from './bench'

const timeOf = (real: boolean): Time => {
  if (real) return { clock: systemClock, run: (work) => work }
  const clock = createTestClock()
  return { clock, run: clock.drive }
}

const rushes = async (real: boolean): Promise<Section> => {
  const rows: string[][] = []
  for (const window of WINDOWS) {
    const { customers, errors, refused, used, seconds } = await rush(timeOf(real), window)
    rows.push([window, `${customers}`, `${errors}`, percent(refused, 2), percent(used), `${seconds.toFixed(1)} s`])
  }
  return {
    title: `300 createCustomer at once against ${LIMIT}/s, 20–80 ms latency${real ? '' : ' (simulated time)'}`,
    head: ['Window of the limiter', 'Customers', 'Errors', 'Refused', 'Of the limit used', 'Time'],
    rows,
  }
}

const sharing = async (real: boolean): Promise<Section> => {
  const rows: string[][] = []
  for (const window of WINDOWS) {
    const { errors, refused, usedOfRest } = await shared(timeOf(real), window)
    rows.push([window, `${errors}`, percent(refused, 1), percent(usedOfRest)])
  }
  return {
    title: `30 callers while another program sends ${LIMIT / 2}/s and does not back off`,
    head: ['Window of the limiter', 'Errors', 'Refused of ours', 'Of the rest used'],
    rows,
  }
}

const locking = async (real: boolean): Promise<Section> => {
  const [one, many] = [await lockedObject(timeOf(real)), await mixed(timeOf(real))]
  return {
    title: 'Objects that lock while they change',
    head: ['Load', 'Succeeded', 'Conflicts'],
    rows: [
      ['20 updates of one object that locks for 60 ms', `${one.succeeded}`, `${one.conflicts}`],
      ['2,000 changes mixed over 50 objects, 64 in flight', `${many.succeeded}`, `${many.conflicts}`],
    ],
  }
}

/** Limits and locks: what becomes of a rush. */
export const load: Bench = {
  name: 'load',
  run: async (real) => [await rushes(real), await sharing(real), await locking(real)],
}
