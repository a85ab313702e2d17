import { Anchor, Box, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { ENTRY_KINDS, type Entry } from '../../src/api'
import { causesOf, effectsOf } from './causes'
import classes from './entry-details.module.css'
import { Json } from './json'
import { ObjectList } from './object-list'

const EntryNames = ({ title, entries, onOpen }: { title: string; entries: Entry[]; onOpen: (id: string) => void }) => {
  if (entries.length === 0) return null
  return (
    <Group gap={10} component="p" m={0} style={{ rowGap: 2 }}>
      <Text span fz="xs" c="dimmed">
        {title}
      </Text>
      {entries.map(({ id, kind, title: name }) => (
        <Anchor key={id} component="button" type="button" fz="xs" onClick={() => onOpen(id)}>
          {ENTRY_KINDS[kind]}: {name}
        </Anchor>
      ))}
    </Group>
  )
}

/** What an entry holds, what it follows from, and what followed from it. */
export const EntryDetails = (props: { entry: Entry; all: Entry[]; onOpen: (id: string) => void }) => {
  const { entry, all, onOpen } = props
  return (
    <Box className={classes.details}>
      <Stack gap={8}>
        <EntryNames title="Follows from" entries={causesOf(entry, all)} onOpen={onOpen} />
        <EntryNames title="Led to" entries={effectsOf(entry, all)} onOpen={onOpen} />
        <ObjectList ids={entry.objects} />
        {entry.conversationId && (
          <Anchor component={Link} href={`/timeline?conversation=${encodeURIComponent(entry.conversationId)}`} fz="xs">
            The whole story of this conversation
          </Anchor>
        )}
        {entry.payload === undefined ? (
          <Text fz="xs" c="dimmed">
            It holds nothing more.
          </Text>
        ) : (
          <Json value={entry.payload} label={`Content of ${entry.title}`} />
        )}
      </Stack>
    </Box>
  )
}
