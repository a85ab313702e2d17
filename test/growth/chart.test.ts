import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { toSvg } from '../../bench/chart'
import { toText } from '../../bench/report'

const chart = {
  name: 'x',
  ...{ x: { title: 'objects', values: [1, 10, 100] }, y: { title: 'calls <each>' } },
  series: [
    { name: 'flat', values: [2, 2, 2] },
    { name: 'rising', values: [1, 10, 100], dashed: true },
  ],
}

it('draws each series with its name, in colours for light and for dark pages', () => {
  const svg = toSvg(chart)
  expect(svg.match(/class="line c\d/g)).toEqual(['class="line c0', 'class="line c1'])
  for (const text of ['>flat<', '>rising<', '>objects<', 'calls &#60;each&#62;', 'prefers-color-scheme:dark']) {
    expect(svg).toContain(text)
  }
  // A flat line stays at one height; a rising one does not leave the picture.
  const heights = [...svg.matchAll(/class="line c\d[^"]*" d="M([^"]*)"/g)].map(([, path = '']) =>
    path.split('L').map((point) => Number(point.split(' ')[1]))
  )
  expect(new Set(heights[0]).size).toBe(1)
  expect(Math.min(...heights.flat())).toBeGreaterThanOrEqual(0)
})

it('tables for the terminal have straight columns', () => {
  const lines = toText({ title: 'T', head: ['Name', 'Calls'], rows: [['long name', '1']] }).split('\n')
  expect(new Set(lines.slice(2).map(({ length }) => length)).size).toBe(1)
})

it('the documentation shows what was measured, and names no machine', () => {
  const text = readFileSync(fileURLToPath(new URL('../../docs/performance.md', import.meta.url)), 'utf8')
  const parts = [
    ...text.matchAll(/<!-- measured: ([\w-]+) -->\s+Measured on: \d+ cores, Node\.js [\d.]+, \w+ \w+, [\d-]+\./g),
  ]
  expect(parts.map(([, name]) => name)).toEqual([
    'growth',
    'concurrency',
    'load',
    'overhead',
    'cold-start',
    'throughput',
    'stripe',
  ])
})
