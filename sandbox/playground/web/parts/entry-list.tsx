import { Paper } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Entry } from '../../src/api'
import { depthOf } from './causes'
import { EntryDetails } from './entry-details'
import classes from './entry-list.module.css'
import { EntryRow } from './entry-row'

const elementId = (id: string): string => `entry-${id}`

/** Entries one below the other, one of them open: `opened` to begin with. `isStory` moves each in below what it follows from. */
export const EntryList = (props: {
  entries: Entry[]
  label: string
  isStory?: boolean
  isBare?: boolean
  opened?: string | undefined
}) => {
  const { entries, label, isStory = false, isBare = false, opened } = props
  const [openId, setOpenId] = useState(opened)
  const show = (id: string): void => {
    setOpenId(id)
    requestAnimationFrame(() => document.getElementById(elementId(id))?.scrollIntoView({ block: 'nearest' }))
  }
  useEffect(() => {
    if (opened) document.getElementById(elementId(opened))?.scrollIntoView({ block: 'center' })
  }, [opened])
  return (
    <Paper withBorder={!isBare} className={classes.list}>
      <ol className="bare-list" aria-label={label}>
        {entries.map((entry) => (
          <li
            key={entry.id}
            id={elementId(entry.id)}
            className={classes.item}
            data-depth={isStory ? depthOf(entry, entries) : 0}
          >
            <EntryRow
              entry={entry}
              isOpen={openId === entry.id}
              onOpen={() => setOpenId(openId === entry.id ? undefined : entry.id)}
            />
            {openId === entry.id && <EntryDetails entry={entry} all={entries} onOpen={show} />}
          </li>
        ))}
      </ol>
    </Paper>
  )
}
