import { existsSync } from 'node:fs'
import { createAcceptance, type Verdict } from '../test/e2e/acceptance'
import { stripeCli } from './stripe-cli'

/** `npm run stripe:acceptance`: what Stripe's command-line tool makes happen on the embedded Stripe, one line for each. */
const print = ({ name, excluded, problem }: Verdict): void =>
  console.log(
    `${excluded ? 'excluded' : problem ? 'FAILED  ' : 'pass    '} ${name}${(excluded ?? problem) ? `: ${excluded ?? problem}` : ''}`
  )

if (!existsSync(stripeCli())) {
  console.error(`${stripeCli()} is missing. It is installed by: npm ci, on the platforms that Stripe has it for.`)
  process.exit(1)
}
const acceptance = await createAcceptance()
const verdicts: Verdict[] = []
const add = (verdict: Verdict) => {
  verdicts.push(verdict)
  print(verdict)
}
for (const name of await acceptance.triggers()) add(await acceptance.trigger(name))
for (const verdict of await acceptance.commands()) add(verdict)
add(await acceptance.listenTo())
await acceptance.close()

const excluded = verdicts.filter((verdict) => verdict.excluded !== undefined).length
const failed = verdicts.filter(({ problem }) => problem !== undefined).length
console.log(`\n${verdicts.length - excluded - failed} pass, ${failed} failed, ${excluded} excluded`)
process.exitCode = failed === 0 ? 0 : 1
