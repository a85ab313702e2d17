import { Anchor, Badge, Group, Paper, Stack, Text, Title } from '@mantine/core'
import type { ObjectInfo } from '../../src/api'
import { useObject } from '../data/queries'
import { EntryList } from '../parts/entry-list'
import { Json } from '../parts/json'
import { ObjectLink, PageLink } from '../parts/links'
import { Loaded } from '../parts/loaded'
import { ViewTitle } from '../parts/view-title'
import classes from './object.module.css'

const STATUSES: Record<string, string> = {
  ...{ succeeded: 'green', paid: 'green', active: 'green', complete: 'green', open: 'blue', trialing: 'blue' },
  ...{ canceled: 'gray', expired: 'gray', draft: 'gray', void: 'gray' },
  ...{ past_due: 'orange', unpaid: 'red', failed: 'red' },
}

const Status = ({ value }: { value: unknown }) =>
  typeof value === 'string' && <Badge color={STATUSES[value] ?? 'gray'}>{value.replaceAll('_', ' ')}</Badge>

const Related = ({ related }: { related: ObjectInfo['related'] }) => (
  <Paper withBorder p="md">
    <Title order={2} fz="md" mb="xs">
      Connected objects
    </Title>
    {related.length === 0 && (
      <Text fz="sm" c="dimmed">
        It names no other object, and none names it.
      </Text>
    )}
    <ul className="bare-list">
      {related.map(({ id, object, relation }) => (
        <li key={`${relation} ${id}`} className={classes.related}>
          <Text span fz="xs" c="dimmed">
            {relation} · {object.replace(/[._]/g, ' ')}
          </Text>
          <ObjectLink id={id} />
        </li>
      ))}
    </ul>
  </Paper>
)

const ObjectDetails = ({ info }: { info: ObjectInfo }) => (
  <>
    <ViewTitle
      title={info.object.replace(/[._]/g, ' ').replace(/^./, (first) => first.toUpperCase())}
      aside={info.url && <PageLink href={info.url}>Open its page</PageLink>}
    >
      <Group component="span" gap={8}>
        <Text span ff="monospace" fz="sm">
          {info.id}
        </Text>
        <Status value={info.value.status} />
      </Group>
    </ViewTitle>
    <div className={classes.columns}>
      <Stack gap="md" miw={0}>
        <Json value={info.value} label={`The object ${info.id}`} />
        <Title order={2} fz="md">
          What happened to it
        </Title>
        {info.entries.length === 0 ? (
          <Text fz="sm" c="dimmed">
            Nothing since the playground began.
          </Text>
        ) : (
          <EntryList entries={info.entries} label="Entries that name it, newest first" />
        )}
      </Stack>
      <Related related={info.related} />
    </div>
  </>
)

/** An object at Stripe, what it is connected with, and what happened to it. */
const ObjectView = ({ id }: { id: string }) => {
  const query = useObject(id)
  return (
    <>
      <Anchor component="button" type="button" fz="sm" mb="xs" onClick={() => history.back()}>
        ← Back
      </Anchor>
      <Loaded query={query}>{(info) => <ObjectDetails info={info} />}</Loaded>
    </>
  )
}

export default ObjectView
