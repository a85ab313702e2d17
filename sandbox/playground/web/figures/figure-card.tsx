import { AreaChart } from '@mantine/charts'
import { Group, Paper, Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import type { Sample } from '../../src/api'
import { toTime } from '../parts/format'
import type { Chart } from './charts'
import classes from './figures.module.css'

type Point = Record<string, string | number | null>

const toPoint = ({ series }: Chart, sample: Sample): Point => ({
  at: toTime(sample.at),
  ...Object.fromEntries(series.map(({ name, value }) => [name, value(sample)])),
})

/** Up to the limit, when there is one; else so high that a flat line of nothing does not look like much. */
const domainOf =
  ({ limit }: Chart) =>
  (most: number): number =>
    limit ?? Math.max(4, Math.ceil(most / 4) * 4)

/** One small chart with its most telling number. */
export const FigureCard = ({ chart, samples }: { chart: Chart; samples: Sample[] }) => {
  const data = useMemo(() => samples.map((sample) => toPoint(chart, sample)), [chart, samples])
  const value = chart.headline.value(samples)
  return (
    <Paper
      withBorder
      p="md"
      component="section"
      className={chart.limit ? classes.wide : ''}
      aria-label={`${chart.title}: ${value} ${chart.headline.text}`}
    >
      <Title order={2} fz="sm" fw={600} c="dimmed">
        {chart.title}
      </Title>
      <Group gap={8} align="baseline" mb="xs">
        <Text fz={24} fw={700} className="tabular">
          {value}
        </Text>
        <Text fz="xs" c="dimmed">
          {chart.headline.text}
        </Text>
      </Group>
      <AreaChart
        h={180}
        data={data}
        dataKey="at"
        series={chart.series.map(({ name, color }) => ({ name, color }))}
        unit={chart.unit ?? ''}
        curveType="monotone"
        withDots={chart.isSparse === true}
        dotProps={{ r: 2.5 }}
        connectNulls
        strokeWidth={1.8}
        fillOpacity={0.18}
        gridAxis="x"
        tickLine="none"
        withLegend={chart.series.length > 1}
        legendProps={{ verticalAlign: 'top', height: 30 }}
        xAxisProps={{ minTickGap: 60 }}
        yAxisProps={{
          width: 58,
          allowDecimals: false,
          interval: 0,
          tickCount: chart.limit ? 6 : 5,
          domain: [0, domainOf(chart)],
        }}
        {...(chart.limit && {
          referenceLines: [
            { y: chart.limit, color: 'red.6', label: 'Limit', labelPosition: 'insideTopRight' as const },
          ],
        })}
        areaProps={{ isAnimationActive: false }}
      />
    </Paper>
  )
}
