import { Badge, Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { useInterval } from '@mantine/hooks'
import { useState } from 'react'
import type { Job, TimeInfo } from '../../src/api'
import { useJump, useTime } from '../data/queries'
import { useLive } from '../data/stream'
import { Failure } from '../parts/failure'
import { toMoment } from '../parts/format'
import { Loaded } from '../parts/loaded'

const DAY = 86_400

/** How far ahead the time at Stripe is, as people say it. */
const toAhead = (seconds: number): string => {
  if (seconds < 60) return 'as on this machine'
  const days = seconds / DAY
  return days < 2 ? `${Math.round(seconds / 3_600)} hours ahead` : `${Math.round(days)} days ahead`
}

const Clock = ({ time }: { time: TimeInfo }) => {
  const [now, setNow] = useState(Date.now)
  useInterval(() => setNow(Date.now()), 1_000, { autoInvoke: true })
  return (
    <Group gap="sm">
      <Text fz={22} fw={650} className="tabular">
        {toMoment(now + time.ahead * 1_000)}
      </Text>
      <Badge color={time.ahead > 60 ? 'orange' : 'gray'}>{toAhead(time.ahead)}</Badge>
    </Group>
  )
}

const Running = ({ job }: { job: Job }) => (
  <div role="status">
    <Text fz="sm" mb={4}>
      {job.title} …
    </Text>
    <Progress value={Math.round(job.progress * 100)} animated aria-label={job.title} />
    {job.message && (
      <Text fz="xs" c="dimmed" mt={4}>
        {job.message}
      </Text>
    )}
  </div>
)

const Jumps = ({
  jumps,
  isBusy,
  onJump,
}: {
  jumps: TimeInfo['jumps']
  isBusy: boolean
  onJump: (seconds: number) => void
}) => (
  <ul className="bare-list">
    {jumps.map(({ title, seconds, description }) => (
      <Group component="li" key={title} gap="sm" py={6} wrap="nowrap" align="flex-start">
        <Button
          variant="light"
          size="xs"
          w={128}
          style={{ flexShrink: 0 }}
          disabled={isBusy}
          onClick={() => onJump(seconds)}
        >
          {title}
        </Button>
        <Text fz="sm" c="dimmed" pt={4}>
          {description}
        </Text>
      </Group>
    ))}
  </ul>
)

/** The time at the embedded Stripe. It only goes forward: what is due on the way happens. */
export const Time = () => {
  const query = useTime()
  const jump = useJump()
  const job = useLive((live) => live.job)
  const isBusy = jump.isPending || job?.state === 'running'
  return (
    <Paper withBorder p={{ base: 'sm', sm: 'lg' }}>
      <Title order={2} fz="lg" mb="sm">
        Time at Stripe
      </Title>
      <Loaded query={query}>
        {(time) => (
          <Stack gap="sm">
            <Clock time={time} />
            {jump.error && <Failure error={jump.error} />}
            {job?.state === 'running' && <Running job={job} />}
            <Jumps jumps={time.jumps} isBusy={isBusy} onJump={(seconds) => jump.mutate(seconds)} />
          </Stack>
        )}
      </Loaded>
    </Paper>
  )
}
