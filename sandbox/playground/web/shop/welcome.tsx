import { Button, EmptyState } from '@mantine/core'
import { IconBuildingStore } from '@tabler/icons-react'
import classes from './chat.module.css'

/** Before the first word: who answers here, and a first word at a click. */
export const Welcome = ({ onHello }: { onHello: () => void }) => (
  <EmptyState
    className={classes.welcome}
    variant="light"
    icon={<IconBuildingStore size={30} stroke={1.6} />}
    title="Shop bot"
    description="It sells, bills and refunds through Stripe."
  >
    <EmptyState.Actions>
      <Button onClick={onHello}>Say hello</Button>
    </EmptyState.Actions>
  </EmptyState>
)
