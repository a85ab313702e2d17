import { EmptyState, SimpleGrid, Stack } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useSession } from '../data/queries'
import { Loaded } from '../parts/loaded'
import { ViewTitle } from '../parts/view-title'
import { Switches } from './switches'
import { Time } from './time'

/** What can go wrong, and what time brings: switched on here, dealt with by the integration. */
const Faults = () => (
  <>
    <ViewTitle title="Faults and time">
      Make Stripe, the webhooks or Botpress misbehave, or let days pass – then buy something in the shop and watch the
      bot deal with it.
    </ViewTitle>
    <Loaded query={useSession()}>
      {({ canSteer }) =>
        canSteer ? (
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            <Switches />
            <Stack>
              <Time />
            </Stack>
          </SimpleGrid>
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
