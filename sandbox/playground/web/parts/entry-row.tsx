import { Badge, Loader, Text, ThemeIcon, UnstyledButton } from '@mantine/core'
import { ENTRY_KINDS, type Entry } from '../../src/api'
import classes from './entry-row.module.css'
import { toDuration, toTime } from './format'
import { KIND_LOOKS } from './kinds'

const Outcome = ({ entry }: { entry: Entry }) => {
  if (entry.isRunning) return <Loader size={14} aria-label="under way" />
  if (!entry.ok) return <Badge color="red">failed</Badge>
  return null
}

/** One entry in a line or two; a click opens it. */
export const EntryRow = ({ entry, isOpen, onOpen }: { entry: Entry; isOpen: boolean; onOpen: () => void }) => {
  const { icon: Icon, color } = KIND_LOOKS[entry.kind]
  return (
    <UnstyledButton
      className={classes.row}
      data-entry={entry.kind}
      data-failed={!entry.ok || undefined}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      <ThemeIcon variant="light" color={entry.ok ? color : 'red'} size={28} title={ENTRY_KINDS[entry.kind]}>
        <Icon size={16} stroke={1.8} aria-label={ENTRY_KINDS[entry.kind]} />
      </ThemeIcon>
      <span className={classes.text}>
        <Text span fz="sm" fw={550} className={classes.title}>
          {entry.title}
        </Text>
        {entry.detail && (
          <Text span fz="xs" c="dimmed" lineClamp={2}>
            {entry.detail}
          </Text>
        )}
      </span>
      <span className={classes.aside}>
        <Outcome entry={entry} />
        {entry.durationMs !== undefined && (
          <Text span fz="xs" c="dimmed" className="tabular">
            {toDuration(entry.durationMs)}
          </Text>
        )}
        <Text span fz="xs" c="dimmed" className="tabular">
          {toTime(entry.at)}
        </Text>
      </span>
    </UnstyledButton>
  )
}
