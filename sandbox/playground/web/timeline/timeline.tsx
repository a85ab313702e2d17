import { Button, EmptyState, Group, Stack } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useState } from 'react'
import { useEntries } from '../data/entries'
import { useLive } from '../data/stream'
import { EntryList } from '../parts/entry-list'
import { Failure } from '../parts/failure'
import { ButtonLink } from '../parts/links'
import { LoadingLines } from '../parts/loading'
import { ViewTitle } from '../parts/view-title'
import { Filters } from './filters'
import { PauseButton } from './pause-button'
import { type FilterState, useFilter } from './use-filter'

const NothingYet = ({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) => (
  <EmptyState
    my="xl"
    icon={<IconListDetails size={40} />}
    title={isFiltered ? 'Nothing fits the filter' : 'Nothing has happened yet'}
    description={
      isFiltered
        ? 'Other kinds, another conversation or another word may find something.'
        : 'Buy something in the shop, or run an action: everything that happens then appears here.'
    }
  >
    <EmptyState.Actions>
      {isFiltered ? (
        <Button variant="light" onClick={clear}>
          Show everything
        </Button>
      ) : (
        <Group>
          <ButtonLink href="/">Open the shop</ButtonLink>
          <ButtonLink href="/actions" variant="light">
            Run an action
          </ButtonLink>
        </Group>
      )}
    </EmptyState.Actions>
  </EmptyState>
)

const Entries = ({
  state,
  lastShown,
  onPause,
}: {
  state: FilterState
  lastShown: string | undefined
  onPause: () => void
}) => {
  const { query, entries, waiting } = useEntries(state.filter, lastShown)
  const isStory = state.filter.conversation !== undefined
  return (
    <Stack gap="md">
      <Filters
        state={state}
        aside={<PauseButton isPaused={lastShown !== undefined} waiting={waiting} onToggle={onPause} />}
      />
      {query.error && <Failure error={query.error} onRetry={query.refetch} />}
      {query.isPending && !query.error && <LoadingLines count={8} height={44} />}
      {query.data && entries.length === 0 && <NothingYet isFiltered={state.isFiltered} clear={state.clear} />}
      {entries.length > 0 && (
        <EntryList
          entries={isStory ? [...entries].reverse() : entries}
          isStory={isStory}
          opened={state.opened}
          label={isStory ? 'The story of the conversation, oldest first' : 'What happened, newest first'}
        />
      )}
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
          Older entries
        </Button>
      )}
    </Stack>
  )
}

/** Everything that happened: as a live stream, or as the story of one conversation. */
const Timeline = () => {
  const state = useFilter()
  const newest = useLive((live) => live.entries.at(-1)?.id ?? '')
  const [lastShown, setLastShown] = useState<string>()
  return (
    <>
      <ViewTitle title="Timeline">
        All that happened, live. Open an entry to see what it holds, what it follows from and what followed.
      </ViewTitle>
      <Entries
        state={state}
        lastShown={lastShown}
        onPause={() => setLastShown(lastShown === undefined ? newest : undefined)}
      />
    </>
  )
}

export default Timeline
