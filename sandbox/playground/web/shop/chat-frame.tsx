import { Avatar, Button, Group, Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './shop.module.css'

export interface FrameProps {
  clientId: string
  name: string
  isHidden: boolean
  isChosen: boolean
  onChoose: () => void
  /** What can be done with the conversation. */
  action?: ReactNode
  children: ReactNode
}

/** A customer's window: who it is, and which conversation's story is told beside it. */
export const ChatFrame = (props: FrameProps) => {
  const { clientId, name, isHidden, isChosen, onChoose, action, children } = props
  return (
    <Paper
      component="section"
      withBorder
      aria-label={`Chat of ${name}`}
      className={classes.chat}
      data-customer={clientId}
      data-chosen={isChosen || undefined}
      hidden={isHidden}
      // Who writes wants to see the story of it.
      onFocusCapture={() => !isChosen && onChoose()}
    >
      <Group px="sm" py={8} gap={8} wrap="nowrap" className={classes.customer}>
        <Avatar name={name} color="brand" size={28} aria-hidden />
        <Text fz="sm" fw={600} className="grow" truncate>
          {name}
        </Text>
        <Button
          size="compact-xs"
          visibleFrom="md"
          variant={isChosen ? 'light' : 'default'}
          aria-pressed={isChosen}
          onClick={onChoose}
        >
          {isChosen ? 'Story shown' : 'Show story'}
        </Button>
        {action}
      </Group>
      <div className={classes.window}>{children}</div>
    </Paper>
  )
}
