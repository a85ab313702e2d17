import { Badge, Group, Stack, Text } from '@mantine/core'
import type { CallInfo } from '../../src/api'
import { numbered, toCount, toDuration } from '../parts/format'
import { ObjectLink } from '../parts/links'
import classes from './calls.module.css'

type Attempt = CallInfo['attempts'][number]

const Attempts = ({ attempts }: { attempts: Attempt[] }) => (
  <ol className={classes.attempts}>
    {numbered(attempts).map(([number, attempt]) => (
      <li key={number}>
        {attempt.waited > 0 && `waited ${toDuration(attempt.waited)}, then `}
        {attempt.status || 'no answer'}
        {attempt.problem && ` (${attempt.problem})`} after {toDuration(attempt.took)}
      </li>
    ))}
  </ol>
)

const Call = ({ call }: { call: CallInfo }) => {
  const isGood = call.status >= 200 && call.status < 400
  return (
    <li className={classes.call} data-call={call.operation}>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Text span fz="sm" ff="monospace" className="grow">
          {call.operation}
        </Text>
        {call.replayed && <Badge color="gray">replayed</Badge>}
        <Badge color={isGood ? 'green' : 'red'}>{call.status || 'no answer'}</Badge>
        <Text span fz="xs" c="dimmed" className="tabular">
          {toDuration(call.took)}
        </Text>
      </Group>
      {call.object && <ObjectLink id={call.object} />}
      {call.paced > 0 && (
        <Text fz="xs" c="dimmed">
          waited {toDuration(call.paced)} to stay below Stripe’s limit
        </Text>
      )}
      {call.attempts.length > 1 && <Attempts attempts={call.attempts} />}
    </li>
  )
}

/** What an action asked of Stripe, in order; several attempts of a call are shown one by one. */
export const Calls = ({ calls }: { calls: CallInfo[] }) => (
  <Stack gap={4}>
    <Text fz="sm" fw={600}>
      {calls.length === 0 ? 'Stripe was not called' : toCount(calls.length, 'call to Stripe', 'calls to Stripe')}
    </Text>
    {calls.length > 0 && (
      <ol className="bare-list">
        {numbered(calls).map(([number, call]) => (
          <Call key={number} call={call} />
        ))}
      </ol>
    )}
  </Stack>
)
