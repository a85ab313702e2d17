import { Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** The heading of a view, what it is for, and what can be done with all of it. */
export const ViewTitle = ({ title, children, aside }: { title: string; children?: ReactNode; aside?: ReactNode }) => (
  <Group justify="space-between" align="flex-start" mb="md" gap="sm">
    <div className="grow">
      <Title order={1} fz={24}>
        {title}
      </Title>
      {children && (
        <Text c="dimmed" fz="sm" maw={860} mt={2}>
          {children}
        </Text>
      )}
    </div>
    {aside}
  </Group>
)
