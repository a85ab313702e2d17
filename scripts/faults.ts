import { matrix, problemOf } from '../test/faults/matrix'

/** Prints the fault matrix: every writing action under every fault, once, three times and forever. */
const pad = (text: string, width: number) => text.padEnd(width)
const widths = [32, 17, 8, 26, 10, 26, 10]
const row = (cells: string[]) =>
  console.log(
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0))
      .join('')
      .trimEnd()
  )

row(['action', 'fault', 'times', 'answer', 'results', 'same call again', 'results'])
let problems = 0
for await (const cell of matrix()) {
  const problem = problemOf(cell)
  if (problem) problems++
  row([
    ...[cell.writer, cell.fault, cell.times === Number.POSITIVE_INFINITY ? 'forever' : String(cell.times)],
    ...[cell.first, String(cell.resultsAfterFirst), cell.second, String(cell.resultsAfterSecond)],
    ...(problem ? [`← ${problem}`] : []),
  ])
}
console.log(problems === 0 ? '\nNothing lost, nothing doubled.' : `\n${problems} cells are wrong.`)
process.exitCode = problems === 0 ? 0 : 1
