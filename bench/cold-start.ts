import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleOptions, measures } from '../integration/bundle/index'
import { bundle } from '../scripts/build'
import { type Bench, median } from './bench'

/** What a fresh process prints: the milliseconds that it takes to load a bundle. */
const LOAD = 'const begun = performance.now(); require(process.argv[1]); console.log(performance.now() - begun)'
const ROUNDS = 15

const timeOf = (file: string): number => Number(execFileSync(process.execPath, ['-e', LOAD, file]))

/** The bundle without any measure, with each one alone, with all plugins, and with everything. */
const variants = {
  none: {},
  ...Object.fromEntries(Object.entries(measures).map(([name, plugin]) => [name, { plugins: [plugin] }])),
  keepNames: { keepNames: false },
  target: { target: 'es2022' },
  'all plugins': { plugins: Object.values(measures) },
  all: bundleOptions,
}

/** Size and time to load of the bundle with and without what makes it slim: in fresh processes, in turn. */
const loads = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bundles-'))
  try {
    const built = await Promise.all(
      Object.entries(variants).map(async ([name, options], index) => {
        const file = join(folder, `${index}.cjs`)
        await bundle(file, options)
        return { name, file, bytes: (await stat(file)).size, times: [] as number[], ratios: [] as number[] }
      })
    )
    for (let round = 0; round <= ROUNDS; round++) {
      for (const one of round % 2 ? built : built.toReversed()) one.times.push(timeOf(one.file))
      for (const one of built) one.ratios.push((one.times.at(-1) ?? 0) / (built[0]?.times.at(-1) ?? 0))
    }
    // The first round filled the caches of the disk.
    return built.map(({ name, bytes, times, ratios }) => ({
      ...{ name, bytes, milliseconds: median(times.slice(1)), ratio: median(ratios.slice(1)) },
    }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

export const coldStart: Bench = {
  name: 'cold-start',
  run: async () => [
    {
      title: 'The bundle and how long it takes to load, with each measure alone (medians, fresh processes in turn)',
      head: ['Measures', 'Bytes', 'Milliseconds', 'Of none'],
      rows: (await loads()).map(({ name, bytes, milliseconds, ratio }) => [
        ...[name, bytes.toLocaleString('en'), milliseconds.toFixed(1), ratio.toFixed(2)],
      ]),
    },
  ],
}
