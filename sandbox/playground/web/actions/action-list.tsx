import { CloseButton, NavLink, ScrollArea, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { ActionInfo } from '../../src/api'
import classes from './actions.module.css'
import { groupActions } from './groups'

const Group = ({ title, actions, chosen }: { title: string; actions: ActionInfo[]; chosen: string | undefined }) => (
  <li>
    <Text component="h2" fz="xs" fw={650} c="dimmed" px="sm" pt="sm" pb={2}>
      {title}
    </Text>
    <ul className="bare-list">
      {actions.map(({ name, title: label }) => (
        <li key={name}>
          <NavLink
            component={Link}
            href={`/actions/${name}`}
            label={label}
            active={name === chosen}
            aria-current={name === chosen ? 'page' : undefined}
            className={classes.link}
          />
        </li>
      ))}
    </ul>
  </li>
)

/** All actions by what they are about, with a search. */
export const ActionList = ({ actions, chosen }: { actions: ActionInfo[]; chosen: string | undefined }) => {
  const [search, setSearch] = useState('')
  const groups = groupActions(actions, search)
  return (
    <Stack component="nav" gap={4} aria-label="Actions" className={classes.list}>
      <TextInput
        aria-label="Search the actions"
        placeholder={`Search ${actions.length} actions`}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={search && <CloseButton size="sm" aria-label="Clear the search" onClick={() => setSearch('')} />}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
      />
      <ScrollArea.Autosize className={classes.scroll} type="hover" scrollbarSize={8} viewportProps={{ tabIndex: 0 }}>
        <ul className="bare-list">
          {groups.map(([title, members]) => (
            <Group key={title} title={title} actions={members} chosen={chosen} />
          ))}
        </ul>
        {groups.length === 0 && (
          <Text fz="sm" c="dimmed" p="sm">
            No action has these words. Try “refund” or “customer”.
          </Text>
        )}
      </ScrollArea.Autosize>
    </Stack>
  )
}
