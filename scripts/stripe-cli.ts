import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const modules = fileURLToPath(new URL('../node_modules', import.meta.url))

/**
 * Where Stripe's command-line tool is for this platform, if it is installed: its packages are optional, and there is none
 * for some platforms.
 */
export const stripeCli = (): string => {
  const name = `@stripe/cli-${process.platform}-${process.arch}`
  const program = join('bin', process.platform === 'win32' ? 'stripe.exe' : 'stripe')
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), program)
  } catch {
    return join(modules, name, program)
  }
}
