import { Badge, Button, Group, NumberInput, Paper, Stack, Switch, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { FaultSwitch } from '../../src/api'
import { useClearFaults, useFaults, useSetFault } from '../data/queries'
import { Failure } from '../parts/failure'
import { toCount } from '../parts/format'
import { Loaded } from '../parts/loaded'
import { LoadingLines } from '../parts/loading'

const GROUPS = ['Stripe', 'Webhooks', 'Botpress'] as const

type SetFault = ReturnType<typeof useSetFault>

/** The number of a switch, sent when the person leaves the field. */
const Value = ({ fault, set }: { fault: FaultSwitch; set: SetFault }) => {
  const { value } = fault
  const [typed, setTyped] = useState<number | string>(value?.now ?? 0)
  useEffect(() => setTyped(value?.now ?? 0), [value?.now])
  if (!value) return null
  const send = () => {
    if (typeof typed === 'number' && typed !== value.now)
      set.mutate({ name: fault.name, isOn: fault.isOn, value: typed })
  }
  return (
    <NumberInput
      size="xs"
      w={180}
      label={value.title}
      labelProps={{ fw: 400, c: 'dimmed', lh: 1.4 }}
      aria-label={`${fault.title}: ${value.title}`}
      min={value.minimum}
      max={value.maximum}
      clampBehavior="strict"
      suffix={` ${value.unit}`}
      value={typed}
      onChange={setTyped}
      onBlur={send}
      onKeyDown={({ key }) => key === 'Enter' && send()}
    />
  )
}

const Fault = ({ fault, set }: { fault: FaultSwitch; set: SetFault }) => (
  <Group component="li" gap="sm" align="flex-start" py="sm" data-fault={fault.name}>
    <Switch
      className="grow"
      miw={220}
      checked={fault.isOn}
      label={fault.title}
      description={fault.description}
      onChange={({ currentTarget }) =>
        set.mutate({
          name: fault.name,
          isOn: currentTarget.checked,
          ...(fault.value && { value: fault.value.now }),
        })
      }
    />
    <Group gap="xs">
      {(fault.isOn || fault.hits > 0) && (
        <Badge color={fault.hits > 0 ? 'orange' : 'gray'}>{toCount(fault.hits, 'hit')}</Badge>
      )}
      <Value fault={fault} set={set} />
    </Group>
  </Group>
)

const FaultGroup = ({ title, faults, set }: { title: string; faults: FaultSwitch[]; set: SetFault }) => (
  <section aria-label={title}>
    <Title order={3} fz="sm" c="dimmed">
      {title}
    </Title>
    <ul className="bare-list">
      {faults.map((fault) => (
        <Fault key={fault.name} fault={fault} set={set} />
      ))}
    </ul>
  </section>
)

/** Everything that can be made to go wrong. */
export const Switches = () => {
  const query = useFaults()
  const set = useSetFault()
  const clear = useClearFaults()
  const error = set.error ?? clear.error
  return (
    <Paper withBorder p={{ base: 'sm', sm: 'lg' }}>
      <Group justify="space-between" mb="sm">
        <Title order={2} fz="lg">
          Faults
        </Title>
        <Button
          size="xs"
          variant="default"
          disabled={!query.data?.some(({ isOn }) => isOn)}
          loading={clear.isPending}
          onClick={() => clear.mutate()}
        >
          All off
        </Button>
      </Group>
      {error && <Failure mb="sm" error={error} />}
      <Loaded query={query} loading={<LoadingLines count={8} height={46} />}>
        {(faults) => (
          <Stack gap="lg">
            {GROUPS.map((title) => (
              <FaultGroup key={title} title={title} faults={faults.filter(({ group }) => group === title)} set={set} />
            ))}
            <Text fz="xs" c="dimmed">
              A switch stays on until it is switched off, also when you leave this view.
            </Text>
          </Stack>
        )}
      </Loaded>
    </Paper>
  )
}
