import type { Chart } from './bench'

const WIDTH = 720
const HEIGHT = 360
const EDGE = { top: 16, right: 20, bottom: 84, left: 64 }

/** Two colours of each line: on a light page and on a dark one. They are told apart without colour too, by their marks. */
const COLOURS = [
  ['#8a6d3b', '#d9b36c'],
  ['#0b62c4', '#6cb2ff'],
  ['#0f7b46', '#58d49a'],
  ['#a3207e', '#f08fd4'],
] as const

/** A round tick of a logarithmic axis for each power of ten that is needed. */
const decades = (values: number[]): number[] => {
  const [low, high] = [Math.floor(Math.log10(Math.min(...values))), Math.ceil(Math.log10(Math.max(...values)))]
  return Array.from({ length: Math.max(1, high - low) + 1 }, (_, index) => 10 ** (low + index))
}

const scale = (values: number[], from: number, to: number) => {
  const [low = 1, high = 10] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))]
  return (value: number): number => from + ((Math.log10(value) - low) / (high - low || 1)) * (to - from)
}

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const text = (x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${more}>${escaped(content)}</text>`

/** What marks a place: a circle, a square, a diamond, a triangle. */
const mark = (index: number, x: number, y: number): string => {
  const shapes = ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0', 'M-4-4h8v8h-8z', 'M0-5l5 5l-5 5l-5-5z', 'M0-5l5 9h-10z']
  return `<path class="mark c${index}" transform="translate(${x.toFixed(1)} ${y.toFixed(1)})" d="${shapes[index % 4]}"/>`
}

const style = (): string => {
  const lines = (shade: 0 | 1) =>
    COLOURS.map((colour, index) => `.c${index}{stroke:${colour[shade]}}.mark.c${index}{fill:${colour[shade]}}`).join('')
  const page = (ink: string, rule: string) => `text{fill:${ink}}.rule{stroke:${rule}}`
  return [
    'text{font:13px system-ui,sans-serif}.line{fill:none;stroke-width:2}.dashed{stroke-dasharray:6 5}',
    `${page('#1f2328', '#d0d7de')}${lines(0)}`,
    `@media (prefers-color-scheme:dark){${page('#e6edf3', '#3d444d')}${lines(1)}}`,
  ].join('')
}

/** The chart as a picture that can be read on light and dark pages. Both axes are logarithmic. */
export const toSvg = ({ x, y, series }: Chart): string => {
  const [left, right] = [EDGE.left, WIDTH - EDGE.right]
  const [top, bottom] = [EDGE.top, HEIGHT - EDGE.bottom]
  const ticks = decades(series.flatMap(({ values }) => values))
  const atX = scale(x.values, left + 20, right - 20)
  const atY = scale(ticks, bottom, top)
  const rules = ticks.map((tick) => {
    const at = atY(tick)
    const rule = `<line class="rule" x1="${left}" x2="${right}" y1="${at.toFixed(1)}" y2="${at.toFixed(1)}"/>`
    return rule + text(left - 8, at + 4, tick.toLocaleString('en'), 'end')
  })
  const places = x.values.map((value) => text(atX(value), bottom + 20, value.toLocaleString('en'), 'middle'))
  const lines = series.map(({ values, dashed }, index) => {
    const points = values.map((value, at) => [atX(x.values[at] ?? 1), atY(value)] as const)
    const path = points.map(([px, py], at) => `${at === 0 ? 'M' : 'L'}${px.toFixed(1)} ${py.toFixed(1)}`).join('')
    const line = `<path class="line c${index}${dashed ? ' dashed' : ''}" d="${path}"/>`
    return line + points.map(([px, py]) => mark(index, px, py)).join('')
  })
  const legend = series.map(({ name }, index) => {
    const [lx, ly] = [left + 8 + (index % 2) * 310, bottom + 58 + Math.floor(index / 2) * 20]
    return mark(index, lx, ly - 4) + text(lx + 12, ly, name, 'start')
  })
  const titles = [
    text((left + right) / 2, bottom + 38, x.title, 'middle'),
    text(0, 0, y.title, 'middle', ` transform="translate(14 ${(top + bottom) / 2}) rotate(-90)"`),
  ]
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(`${y.title} by ${x.title}`)}">`,
    `<style>${style()}</style>`,
    ...[...rules, ...places, ...lines, ...legend, ...titles],
    '</svg>\n',
  ].join('\n')
}
