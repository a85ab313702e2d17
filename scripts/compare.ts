import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../bench/bench'
import { toText } from '../bench/report'

/**
 * `npm run compare -- <ref> [<ref>]`: measures two commits, the second of which is HEAD unless given, in fresh processes,
 * in turn, in worktrees of their own below the system's folder for temporary files. What was not committed is not measured.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const ROUNDS = 7
const MEASURE = 'bench/compare/measure.ts'
/** The packages of this repository: each worktree has its own. */
const OWN = '@botpress-stripe'

const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()

const lockfile = (folder: string): string => readFileSync(join(folder, 'package-lock.json'), 'utf8')

/** The packages of ours that a commit has, by where their links lead. */
const ownPackages = (folder: string): Array<{ name: string; path: string }> => {
  const { packages } = JSON.parse(lockfile(folder)) as {
    packages: Record<string, { resolved?: string; link?: boolean }>
  }
  return Object.entries(packages).flatMap(([key, { link, resolved }]) =>
    link && resolved && key.startsWith(`node_modules/${OWN}/`)
      ? [{ name: key.slice(`node_modules/${OWN}/`.length), path: resolved }]
      : []
  )
}

/** Gives a worktree the packages it needs: those installed here when it asks for the same ones, else its own. */
const install = (folder: string): void => {
  if (lockfile(folder) !== lockfile(root)) {
    console.log('  asks for other packages: npm ci …')
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit' })
    return
  }
  console.log('  asks for the same packages: they are linked to those installed here')
  const target = join(folder, 'node_modules')
  mkdirSync(join(target, OWN), { recursive: true })
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== OWN) symlinkSync(join(root, 'node_modules', name), join(target, name))
  }
  for (const { name, path } of ownPackages(folder)) symlinkSync(join(folder, path), join(target, OWN, name))
}

interface Side {
  commit: string
  folder: string
  times: Array<Record<string, number>>
}

const checkOut = (ref: string, below: string): Side => {
  const commit = git('rev-parse', '--short', `${ref}^{commit}`)
  const folder = join(below, `${readdirSync(below).length}-${commit}`)
  console.log(`${ref} (${commit}): a worktree in ${folder}`)
  git('worktree', 'add', '--detach', '--quiet', folder, commit)
  install(folder)
  cpSync(join(root, MEASURE), join(folder, MEASURE), { recursive: true })
  return { commit, folder, times: [] }
}

const measure = ({ folder }: Side): Record<string, number> =>
  JSON.parse(execFileSync(process.execPath, ['--import', 'tsx', MEASURE], { cwd: folder, encoding: 'utf8' }))

const [before = '', after = 'HEAD'] = process.argv.slice(2)
if (!before) {
  console.error('Say which commit to compare with: npm run compare -- <ref> [<ref>]')
  process.exit(1)
}
const below = mkdtempSync(join(tmpdir(), 'compare-'))
const end = (): void => {
  for (const name of readdirSync(below)) git('worktree', 'remove', '--force', join(below, name))
  rmSync(below, { recursive: true, force: true })
}
process.once('SIGINT', () => process.exit(130))
process.once('exit', end)

const [first, second] = [checkOut(before, below), checkOut(after, below)]
for (let round = 1; round <= ROUNDS; round++) {
  console.log(`round ${round} of ${ROUNDS}`)
  for (const side of round % 2 === 0 ? [second, first] : [first, second]) side.times.push(measure(side))
}
const rows = Object.keys(first.times[0] ?? {}).map((name) => {
  const of = ({ times }: Side) => times.map((time) => time[name] ?? Number.NaN)
  const ratios = of(second).map((time, round) => time / (of(first)[round] ?? Number.NaN))
  return [name, ...[of(first), of(second)].map((times) => `${median(times).toFixed(3)} ms`), median(ratios).toFixed(2)]
})
console.log(
  toText({
    title: `Medians of ${ROUNDS} rounds; the ratio is the median of the rounds' ratios`,
    head: ['Invocation', first.commit, second.commit, 'Ratio'],
    rows,
  })
)
