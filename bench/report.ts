import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Section } from './bench'
import { toSvg } from './chart'

const at = (path: string): string => fileURLToPath(new URL(`../docs/${path}`, import.meta.url))

/** A table for a terminal: columns as wide as they must be. */
export const toText = ({ title, head, rows }: Section): string => {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: string[]) =>
    `  ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`
  return [`\n${title}`, line(head), ...rows.map(line)].join('\n')
}

const toMarkdown = ({ title, head, rows, chart }: Section): string => {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const picture = chart ? `![${chart.y.title} by ${chart.x.title}](images/${chart.name}.svg)\n\n` : ''
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return `### ${title}\n\n${picture}${[head, rule, ...rows].map(line).join('\n')}`
}

/** What the figures depend on. Nothing that names the machine. */
export const machine = (today: Date): string =>
  `${availableParallelism()} cores, Node.js ${process.versions.node}, ${process.platform} ${process.arch}, ${today.toISOString().slice(0, 10)}`

/** Writes what a bench measured into a page of docs/, between its markers, and its charts beside it. */
export const writeReport = async (
  name: string,
  sections: Section[],
  today: Date,
  page = 'performance.md'
): Promise<void> => {
  const file = at(page)
  const before = await readFile(file, 'utf8')
  const markers = new RegExp(`<!-- measured: ${name} -->[\\s\\S]*?<!-- end -->`)
  if (!markers.test(before)) throw new Error(`docs/${page} has no place for "${name}": <!-- measured: ${name} -->`)
  const body = [`Measured on: ${machine(today)}.`, ...sections.map(toMarkdown)].join('\n\n')
  await writeFile(
    file,
    before.replace(markers, () => `<!-- measured: ${name} -->\n\n${body}\n\n<!-- end -->`)
  )
  await mkdir(at('images'), { recursive: true })
  for (const { chart } of sections) if (chart) await writeFile(at(`images/${chart.name}.svg`), toSvg(chart))
}
