import { SegmentedControl, Stack } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { useSearchParams } from 'wouter'
import type { Session } from '../../src/api'
import { useSession } from '../data/queries'
import { Loaded } from '../parts/loaded'
import { LoadingLines, LoadingView } from '../parts/loading'
import { ViewTitle } from '../parts/view-title'
import { ChatFrame } from './chat-frame'
import classes from './shop.module.css'
import { Story } from './story'

// Botpress' component is larger than the rest of the page.
const Chat = lazy(() => import('./chat'))

const STORY = 'story'

interface Choice {
  shown: string[]
  chosen: string
  onChoose: (clientId: string) => void
}

const Chats = ({ session, shown, chosen, onChoose }: { session: Session } & Choice) =>
  session.chat.customers.map(({ clientId, name }) => {
    const frame = {
      ...{ clientId, name, isHidden: !shown.includes(clientId), isChosen: clientId === chosen },
      onChoose: () => onChoose(clientId),
    }
    const waiting = (
      <ChatFrame {...frame}>
        <LoadingLines />
      </ChatFrame>
    )
    return (
      <Suspense key={clientId} fallback={waiting}>
        <Chat session={session} frame={frame} />
      </Suspense>
    )
  })

const ShopFloor = ({ session }: { session: Session }) => {
  const isWide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false })
  const [params, setParams] = useSearchParams()
  const [tab, setTab] = useState<string>()
  const { customers } = session.chat
  const first = customers[0]?.clientId ?? ''
  const asked = params.get('customer')
  const chosen = customers.find(({ clientId }) => clientId === asked)?.clientId ?? first
  const choose = (clientId: string) => setParams({ customer: clientId }, { replace: true })
  const isStoryShown = isWide || tab === STORY
  const shown = isWide ? customers.map(({ clientId }) => clientId) : isStoryShown ? [] : [chosen]
  return (
    <Stack gap="sm">
      {!isWide && (
        <SegmentedControl
          aria-label="What is shown"
          fullWidth
          value={isStoryShown ? STORY : chosen}
          onChange={(value) => {
            setTab(value)
            if (value !== STORY) choose(value)
          }}
          data={[
            ...customers.map(({ clientId, name }) => ({ value: clientId, label: name })),
            { value: STORY, label: 'Story' },
          ]}
        />
      )}
      <div className={classes.floor}>
        <Chats session={session} shown={shown} chosen={chosen} onChoose={choose} />
        {isStoryShown && <Story session={session} clientId={chosen} />}
      </div>
    </Stack>
  )
}

/** A shop that works: customers who chat with the bot, and the story behind what they see. */
const Shop = () => (
  <>
    <ViewTitle title="Shop" isShort>
      Two customers, one bot. Say hello, buy something, pay with a test card – and see beside it what happens behind.
    </ViewTitle>
    <Loaded query={useSession()} loading={<LoadingView />}>
      {(session) => <ShopFloor session={session} />}
    </Loaded>
  </>
)

export default Shop
