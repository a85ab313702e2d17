import '@mantine/charts/styles.css'
import { EmptyState, SimpleGrid, Skeleton } from '@mantine/core'
import { IconChartLine } from '@tabler/icons-react'
import type { Figures as FiguresData, Session } from '../../src/api'
import { useFigures, useSession } from '../data/queries'
import { Loaded } from '../parts/loaded'
import { ViewTitle } from '../parts/view-title'
import { chartsOf } from './charts'
import { FigureCard } from './figure-card'
import { Rush } from './rush'

const Waiting = () => (
  <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
    {['requests', 'retries', 'paced', 'delivered', 'latency'].map((name) => (
      <Skeleton key={name} h={210} />
    ))}
  </SimpleGrid>
)

const Charts = ({ figures }: { figures: FiguresData }) => {
  if (figures.samples.length === 0) {
    return (
      <EmptyState
        my="xl"
        icon={<IconChartLine size={40} />}
        title="The first figures come in a second"
        description="Each second adds one point. Run an action or buy something to see them move."
      />
    )
  }
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
      {chartsOf(figures).map((chart) => (
        <FigureCard key={chart.title} chart={chart} samples={figures.samples} />
      ))}
    </SimpleGrid>
  )
}

const instancesIn = ({ instances: { count, shared } }: Session): string => {
  if (count === 1) return ''
  return `${count} instances of the integration work side by side, ${shared ? 'with one budget in Redis' : 'each on its own'}.`
}

/** How hard the integration works, second by second, for the last five minutes. */
const Figures = () => {
  const { data } = useSession()
  return (
    <>
      <ViewTitle title="Figures" aside={data?.canSteer && <Rush />}>
        The last five minutes, one point a second. {data && instancesIn(data)}{' '}
        {data?.canSteer && 'Limit the rate under Faults to see the integration slow down and recover.'}
      </ViewTitle>
      <Loaded query={useFigures()} loading={<Waiting />}>
        {(figures) => <Charts figures={figures} />}
      </Loaded>
    </>
  )
}

export default Figures
