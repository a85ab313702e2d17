import { EmptyState, Group, Paper, ScrollArea, Text, Title } from '@mantine/core'
import { IconTimeline } from '@tabler/icons-react'
import { useMemo } from 'react'
import { type ConversationInfo, ENTRY_KINDS, type Entry, type EntryKind, type Session } from '../../src/api'
import { matches, merge } from '../data/entries'
import { useConversations, useStory } from '../data/queries'
import { useLive } from '../data/stream'
import { EntryList } from '../parts/entry-list'
import { Failure } from '../parts/failure'
import { ButtonLink } from '../parts/links'
import { LoadingLines } from '../parts/loading'
import { nameOf } from './names'
import classes from './shop.module.css'

const NoStory = ({ name }: { name: string }) => (
  <EmptyState
    py="xl"
    px="md"
    icon={<IconTimeline size={36} />}
    title="No story yet"
    description={`Write something as ${name}: every action, call to Stripe and event that follows appears here.`}
  />
)

/** What a person would tell of it: states and logs are in the whole story. */
const TOLD = Object.keys(ENTRY_KINDS).filter((kind): kind is EntryKind => kind !== 'state' && kind !== 'log')

const Entries = ({ conversation }: { conversation: ConversationInfo }) => {
  const { data, error, refetch, isPending } = useStory(conversation.id)
  const arrived = useLive((live) => live.entries)
  const entries = useMemo(() => {
    const filter = { kinds: TOLD, conversation: conversation.id }
    const isTold = (entry: Entry): boolean => matches(filter, entry)
    return merge(data?.entries ?? [], arrived).filter(isTold)
  }, [data, arrived, conversation.id])
  if (error) return <Failure m="sm" error={error} onRetry={refetch} />
  if (isPending) return <LoadingLines height={44} />
  return <EntryList entries={entries} isBare label="The story of the conversation, newest first" />
}

/** What happened in the conversation of a customer, newest first, as it happens. */
export const Story = ({ session, clientId }: { session: Session; clientId: string }) => {
  const { data } = useConversations()
  const conversation = data?.find((candidate) => candidate.clientId === clientId)
  const name = nameOf(session, clientId)
  return (
    <Paper component="section" withBorder className={classes.story} aria-label={`Story of ${name}`}>
      <Group px="sm" py={8} justify="space-between" wrap="nowrap" className={classes.customer}>
        <Title order={2} fz="sm">
          What happens behind{' '}
          <Text span inherit c="dimmed">
            · {name}
          </Text>
        </Title>
        {conversation && (
          <ButtonLink
            href={`/timeline?conversation=${encodeURIComponent(conversation.id)}`}
            size="compact-xs"
            variant="default"
          >
            Whole story
          </ButtonLink>
        )}
      </Group>
      <ScrollArea className={classes.scroll} viewportProps={{ tabIndex: 0 }}>
        {conversation ? <Entries conversation={conversation} /> : <NoStory name={name} />}
      </ScrollArea>
    </Paper>
  )
}
