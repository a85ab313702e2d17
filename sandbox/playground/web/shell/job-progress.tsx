import { Group, Progress, Text } from '@mantine/core'
import { useLive } from '../data/stream'

/** How far what takes long is, on every view. */
export const JobProgress = () => {
  const job = useLive((live) => live.job)
  if (job?.state !== 'running') return null
  const percent = Math.round(job.progress * 100)
  return (
    <Group gap={8} wrap="nowrap" role="status">
      <Text fz="xs" c="dimmed" visibleFrom="xl" truncate maw={160}>
        {job.title}
      </Text>
      <Progress.Root size="sm" w={{ base: 48, sm: 90 }}>
        <Progress.Section value={percent} animated aria-label={job.title} />
      </Progress.Root>
      <Text fz="xs" c="dimmed" className="tabular" style={{ whiteSpace: 'nowrap' }}>
        {percent} %
      </Text>
    </Group>
  )
}
