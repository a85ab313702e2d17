import { coldStart } from './cold-start'
import { concurrency } from './concurrency'
import { growth } from './growth'
import { instances } from './instances'
import { load } from './load'
import { overhead } from './overhead'
import { machine, toText, writeReport } from './report'
import { stripe } from './stripe'
import { throughput } from './throughput'

/**
 * `npm run bench`: prints figures. `-- growth load` takes these benches only, `-- --write` writes what was measured into
 * docs/, `-- --real` waits in real time where time would otherwise jump from timer to timer.
 */
const benches = [load, overhead, growth, concurrency, coldStart, throughput, stripe, instances]

const words = process.argv.slice(2)
const unknown = words.filter((word) => !word.startsWith('--') && !benches.some(({ name }) => name === word))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are: ${benches.map(({ name }) => name).join(', ')}.`)
  process.exit(1)
}
const named = benches.filter(({ name }) => words.includes(name))

console.log(machine(new Date()))
for (const { name, document, run } of named.length > 0 ? named : benches) {
  const sections = await run(words.includes('--real'))
  for (const section of sections) console.log(toText(section))
  if (words.includes('--write')) await writeReport(name, sections, new Date(), document)
}
process.exit(0)
