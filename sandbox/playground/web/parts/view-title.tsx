import { Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** The heading of a view, what it is for, and what can be done with all of it. */
export const ViewTitle = ({
  title,
  children,
  aside,
  isShort,
}: {
  title: string
  children?: ReactNode
  aside?: ReactNode
  isShort?: boolean
}) => (
  <Group justify="space-between" align="flex-start" mb="md" gap="sm">
    <div className="grow">
      <Title order={1} fz={24}>
        {title}
      </Title>
      {children && (
        <Text c="dimmed" fz="sm" maw={860} mt={2} {...(isShort && { visibleFrom: 'md' })}>
          {children}
        </Text>
      )}
    </div>
    {aside}
  </Group>
)
