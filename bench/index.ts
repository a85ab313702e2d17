import { systemClock } from '../integration/src/clock'
import { createTestClock } from '../integration/test/support/clock'
import { LIMIT, lockedObject, mixed, rush, shared, type Time, WINDOWS } from '../test/load/scenarios'
import { coldStart } from './cold-start'
import { overhead } from './overhead'
import { throughput } from './throughput'

/** `npm run bench`: prints figures. `--real` waits in real time; without it, time jumps from timer to timer. */
const real = process.argv.includes('--real')

const time = (): Time => {
  if (real) return { clock: systemClock, run: (work) => work }
  const clock = createTestClock()
  return { clock, run: clock.drive }
}

const percent = (share: number, digits = 0): string => `${(share * 100).toFixed(digits)} %`
const title = (text: string): void => console.log(`\n${text}`)

title(`300 createCustomer at once against ${LIMIT}/s, 20–80 ms latency${real ? '' : ' (simulated time)'}`)
for (const window of WINDOWS) {
  const { customers, errors, refused, used, seconds } = await rush(time(), window)
  console.log(
    `  ${window.padEnd(8)} ${customers} customers, ${errors} errors, ${percent(refused, 2)} refused, ${percent(used)} of the limit used, ${seconds.toFixed(1)} s`
  )
}

title(`30 callers while another program sends ${LIMIT / 2}/s and does not back off`)
for (const window of WINDOWS) {
  const { errors, refused, usedOfRest } = await shared(time(), window)
  console.log(
    `  ${window.padEnd(8)} ${errors} errors, ${percent(refused, 1)} of our requests refused, ${percent(usedOfRest)} of the rest used`
  )
}

title('20 updates of one object that locks for 60 ms')
const locked = await lockedObject(time())
console.log(`  ${locked.succeeded} succeeded, ${locked.conflicts} conflicts`)

title('2,000 changes mixed over 50 objects, 64 in flight')
const all = await mixed(time())
console.log(`  ${all.succeeded} succeeded, ${all.conflicts} conflicts`)

for (const latency of [20, 0]) {
  title(`The gateway against the bare SDK over HTTP, ${latency} ms latency (medians of interleaved rounds)`)
  for (const { name, bare, gateway, ratio } of await overhead(latency)) {
    console.log(
      `  ${name.padEnd(8)} ${bare.toFixed(3)} ms bare, ${gateway.toFixed(3)} ms through the gateway: ${percent(ratio - 1, 1)} added`
    )
  }
}

title('The bundle and how long it takes to load, with each measure alone (medians, fresh processes in turn)')
for (const { name, bytes, milliseconds, ratio } of await coldStart()) {
  console.log(
    `  ${name.padEnd(18)} ${bytes.toLocaleString('en')} bytes, ${milliseconds.toFixed(1)} ms, ${ratio.toFixed(2)} of none`
  )
}

title('Calls a second that one core serves, and the ratio (processor time of each side alone, interleaved, medians)')
for (const { name, against, ours, theirs, ratio } of await throughput()) {
  console.log(`  ${name.padEnd(20)} ${ours.toFixed(0)}, ${against}: ${theirs.toFixed(0)}; ${ratio.toFixed(2)} of it`)
}
process.exit(0)
