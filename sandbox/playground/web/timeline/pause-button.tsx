import { Badge, Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'

/** Stops the stream to read it, and says how much waits. */
export const PauseButton = (props: { isPaused: boolean; waiting: number; onToggle: () => void }) => {
  const { isPaused, waiting, onToggle } = props
  return (
    <Button
      variant={isPaused ? 'filled' : 'default'}
      leftSection={isPaused ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />}
      rightSection={isPaused && <Badge variant="white">{waiting} new</Badge>}
      onClick={onToggle}
    >
      {isPaused ? 'Go on' : 'Pause'}
    </Button>
  )
}
