import { Chip, CloseButton, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { ENTRY_KINDS, type EntryKind } from '../../src/api'
import { useConversations, useSession } from '../data/queries'
import { nameOf } from '../shop/names'
import type { FilterState } from './use-filter'

const Search = ({ state }: { state: FilterState }) => {
  const [text, setText] = useState(state.filter.q ?? '')
  const search = useDebouncedCallback(state.search, 250)
  const change = (value: string): void => {
    setText(value)
    search(value)
  }
  return (
    <TextInput
      className="grow"
      miw={180}
      aria-label="Search the timeline"
      placeholder="An ID, a word, an event …"
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label="Clear the search" onClick={() => change('')} />}
      value={text}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  )
}

const Conversations = ({ state }: { state: FilterState }) => {
  const { data = [] } = useConversations()
  const { data: session } = useSession()
  return (
    <Select
      w={{ base: '100%', xs: 270 }}
      aria-label="Conversation"
      placeholder="All conversations"
      clearable
      clearButtonProps={{ 'aria-label': 'All conversations' }}
      value={state.filter.conversation ?? null}
      data={data.map(({ id, clientId, messages }) => ({
        value: id,
        label: `${nameOf(session, clientId)} · ${messages} messages`,
      }))}
      nothingFoundMessage="No conversation yet"
      onChange={state.choose}
    />
  )
}

const kinds = Object.entries(ENTRY_KINDS) as Array<[EntryKind, string]>

/** Kind, conversation and words; what they are is in the address. */
export const Filters = ({ state, aside }: { state: FilterState; aside: ReactNode }) => (
  <>
    <Group gap="sm">
      <Search key={state.clears} state={state} />
      <Conversations state={state} />
      {aside}
    </Group>
    <Group gap={6} role="group" aria-label="Kinds">
      {kinds.map(([kind, title]) => (
        <Chip
          key={kind}
          size="xs"
          variant="light"
          checked={state.filter.kinds.includes(kind)}
          onChange={() => state.toggle(kind)}
        >
          {title}
        </Chip>
      ))}
    </Group>
  </>
)
