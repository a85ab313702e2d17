import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { stripeCli } from './stripe-cli'

/** `npm test`: every check there is, one after the other; all of them run, so that one failure does not hide another. */
const steps: Array<[name: string, command: string, ...args: string[]]> = [
  ['types', 'node', 'node_modules/typescript-native/bin/tsc', '--noEmit', '-p', 'tsconfig.json'],
  ['lint', 'node', 'node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'],
  ['generated documentation', 'node', '--import', 'tsx', 'scripts/docs.ts', '--check'],
  ['parameter table', 'node', '--import', 'tsx', 'sandbox/stripe/scripts/derive-parameters.ts', '--check'],
  ['table of replies', 'node', '--import', 'tsx', 'sandbox/stripe/scripts/derive-replies.ts', '--check'],
  ['tests', 'node', 'node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)],
]

/** Programs that parts of the tests need, and what installs them (on Debian). */
const programs: Array<[file: string, part: string, install: string]> = [
  [process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', 'the browser tests', 'apt-get install chromium'],
  [
    process.env.REDIS_SERVER_PATH ?? '/usr/bin/redis-server',
    'the tests of instances that share a Redis',
    'apt-get install redis-server',
  ],
  [stripeCli(), "the triggers of Stripe's command-line tool", 'npm ci, on the platforms that Stripe has it for'],
]

const results = steps.map(([name, command, ...args]) => {
  console.log(`\n── ${name}`)
  const started = Date.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  return { name, ok: status === 0, seconds: (Date.now() - started) / 1000 }
})

console.log()
for (const { name, ok, seconds } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
for (const [file, part, install] of programs) {
  if (!existsSync(file)) console.log(`left out: ${part}, because ${file} is missing. It is installed by: ${install}`)
}
const failed = results.filter(({ ok }) => !ok).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
