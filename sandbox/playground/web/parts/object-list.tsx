import { Group, Text } from '@mantine/core'
import { ObjectLink } from './links'

/** More IDs than these are in the tree beside. */
const SHOWN = 12

/** The objects that something names, each as a link. */
export const ObjectList = ({ ids }: { ids: string[] }) => {
  if (ids.length === 0) return null
  return (
    <Group gap={10} component="p" m={0} style={{ rowGap: 2 }}>
      <Text span fz="xs" c="dimmed">
        Objects
      </Text>
      {ids.slice(0, SHOWN).map((id) => (
        <ObjectLink key={id} id={id} />
      ))}
      {ids.length > SHOWN && (
        <Text span fz="xs" c="dimmed">
          and {ids.length - SHOWN} more
        </Text>
      )}
    </Group>
  )
}
