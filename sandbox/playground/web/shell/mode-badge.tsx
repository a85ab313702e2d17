import { Badge, Code, DataList, Popover, Text, UnstyledButton } from '@mantine/core'
import type { Mode } from '../../src/api'
import { useSession } from '../data/queries'

const LOOKS = {
  embedded: {
    label: 'Embedded Stripe',
    short: 'Embedded',
    color: 'teal',
    text: 'Nothing here is real: no account, no money, no network.',
  },
  'test-mode': {
    label: 'Stripe test mode',
    short: 'Test key',
    color: 'red',
    text: 'A real test key is in use: objects are created in your Stripe account.',
  },
} as const

const factsOf = (mode: Mode): Array<[name: string, value: string]> => [
  ['Key', mode.key],
  ...(mode.stripeUrl ? [['Stripe', mode.stripeUrl] satisfies [string, string]] : []),
  ['Webhooks', mode.webhookUrl],
]

/** Says how Stripe is reached; the rest one click away. */
export const ModeBadge = () => {
  const { data } = useSession()
  if (!data) return null
  const { label, short, color, text } = LOOKS[data.mode.kind]
  return (
    <Popover width={320} withArrow shadow="md" position="bottom-end">
      <Popover.Target>
        <UnstyledButton aria-label={`${label}: details`}>
          <Badge color={color} size="lg" visibleFrom="xl">
            {label}
          </Badge>
          <Badge color={color} size="lg" hiddenFrom="xl">
            {short}
          </Badge>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text fz="sm" mb="sm">
          {text}
        </Text>
        <DataList size="xs" gap={6} labelWidth={70}>
          {factsOf(data.mode).map(([name, value]) => (
            <DataList.Item key={name}>
              <DataList.ItemLabel>{name}</DataList.ItemLabel>
              <DataList.ItemValue>
                <Code>{value}</Code>
              </DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
        <Text fz="xs" c="dimmed" mt="sm" mb={4}>
          Actions tried here may do more than the bot in the chat:
        </Text>
        <Code block fz={11}>
          {JSON.stringify(data.configuration.actions, null, 1)}
        </Code>
      </Popover.Dropdown>
    </Popover>
  )
}
