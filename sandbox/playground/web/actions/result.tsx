import { Alert, Anchor, Badge, Group, Stack, Text, Title } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { ActionError, ActionRun } from '../../src/api'
import { useSession } from '../data/queries'
import { toDuration } from '../parts/format'
import { hostedPagesIn, objectIdsIn } from '../parts/ids'
import { Json } from '../parts/json'
import { PageLink } from '../parts/links'
import { ObjectList } from '../parts/object-list'
import { Calls } from './calls'

const Failed = ({ error }: { error: ActionError }) => (
  <Alert color="red" icon={<IconAlertCircle />} title="The action failed" data-error={error.code}>
    <Text fz="sm">{error.message}</Text>
    <Group gap={8} mt="sm">
      {error.code && <Badge color="red">{error.code}</Badge>}
      {error.retryable !== undefined && (
        <Text fz="xs">{error.retryable ? 'Trying again may help.' : 'Trying again will not help.'}</Text>
      )}
      {error.requestId && (
        <Text fz="xs" ff="monospace">
          {error.requestId}
        </Text>
      )}
    </Group>
  </Alert>
)

const Output = ({ output }: { output: unknown }) => {
  const { data } = useSession()
  const pages = data ? hostedPagesIn(output, data.mode.stripeUrl) : []
  return (
    <Stack gap="sm">
      {pages.map((href) => (
        <Group key={href} gap="sm" wrap="nowrap">
          <PageLink href={href}>Open the page</PageLink>
          <Text fz="xs" c="dimmed" truncate className="grow">
            {href}
          </Text>
        </Group>
      ))}
      <ObjectList ids={objectIdsIn(output)} />
      <Json value={output} label="Output" />
    </Stack>
  )
}

/** What became of an action: its output or its error, how long it took, and what it asked of Stripe. */
export const Result = ({ run }: { run: ActionRun }) => (
  <Stack gap="md" data-result={run.ok ? 'ok' : 'failed'}>
    <Group gap={8}>
      <Title order={2} fz="md">
        Result
      </Title>
      <Badge color={run.ok ? 'green' : 'red'}>{run.ok ? 'done' : 'failed'}</Badge>
      <Text fz="xs" c="dimmed" className="tabular">
        {toDuration(run.durationMs)}
      </Text>
      <Anchor component={Link} href={`/timeline?entry=${run.entryId}`} fz="xs" ml="auto">
        See it on the timeline
      </Anchor>
    </Group>
    {run.ok ? <Output output={run.output} /> : <Failed error={run.error} />}
    <Calls calls={run.calls} />
  </Stack>
)
