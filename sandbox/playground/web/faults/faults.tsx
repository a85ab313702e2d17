import { EmptyState } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useSession } from '../data/queries'
import { Loaded } from '../parts/loaded'
import { ViewTitle } from '../parts/view-title'
import classes from './faults.module.css'
import { Switches } from './switches'
import { Time } from './time'

/** What can go wrong, and what time brings: switched on here, dealt with by the integration. */
const Faults = () => (
  <>
    <ViewTitle title="Faults and time">
      Let Stripe, the webhooks or Botpress misbehave, or let days pass, and watch the bot deal with it.
    </ViewTitle>
    <Loaded query={useSession()}>
      {({ canSteer }) =>
        canSteer ? (
          <div className={classes.columns}>
            <Switches />
            <Time />
          </div>
        ) : (
          <EmptyState
            my="xl"
            icon={<IconLock size={40} />}
            title="The real Stripe cannot be disturbed"
            description="Faults and time belong to the embedded Stripe. Start the playground without STRIPE_API_KEY to use them."
          />
        )
      }
    </Loaded>
  </>
)

export default Faults
