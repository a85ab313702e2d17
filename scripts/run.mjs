// Behind the npm scripts: installs what is missing, then runs a command. Plain JavaScript, because on a fresh clone
// there is nothing yet that could run TypeScript.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
process.chdir(root)

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 20) {
  console.error(`Node.js 20 or newer is needed; this is ${process.versions.node}.`)
  process.exit(1)
}

const isInstalled = () => {
  const installed = 'node_modules/.package-lock.json'
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs
}

if (!isInstalled()) {
  console.log('Installing what the project needs (once; it takes about a minute) …')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status } = spawnSync(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) process.exit(status ?? 1)
}

const commands = {
  start: '../sandbox/playground/src/main.ts',
  stripe: '../sandbox/stripe/src/main.ts',
  test: './test.ts',
}
const [name = '', ...args] = process.argv.slice(2)
const file = Object.hasOwn(commands, name) ? commands[name] : undefined
if (!file) {
  console.error(`Unknown command "${name}". There are: ${Object.keys(commands).join(', ')}.`)
  process.exit(1)
}
process.argv.splice(1, process.argv.length - 1, fileURLToPath(new URL(file, import.meta.url)), ...args)
const { register } = await import('tsx/esm/api')
register()
await import(new URL(file, import.meta.url).href)
