import { AppShell } from '@mantine/core'
import { useRef, useState } from 'react'
import { Header } from './header'
import { BottomNav } from './nav'
import { Notices } from './notices'
import { Pages } from './pages'
import { rememberTour, Tour, wasTourSeen } from './tour'
import { useFocusOnMove } from './use-focus-on-move'
import { useJobNotes } from './use-job-notes'

/** The frame around every view: header, navigation, notices, tour. */
export const App = () => {
  const main = useRef<HTMLElement>(null)
  const [isTouring, setTouring] = useState(() => !wasTourSeen())
  useFocusOnMove(main)
  useJobNotes()
  const endTour = () => {
    rememberTour()
    setTouring(false)
  }
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <AppShell header={{ height: 56 }} footer={{ height: { base: 60, md: 0 } }} padding={{ base: 'sm', md: 'lg' }}>
        <AppShell.Header>
          <Header onTour={() => setTouring(true)} />
        </AppShell.Header>
        <AppShell.Main id="main" ref={main} tabIndex={-1}>
          <Notices />
          <Pages />
        </AppShell.Main>
        <AppShell.Footer hiddenFrom="md">
          <BottomNav />
        </AppShell.Footer>
      </AppShell>
      <Tour isActive={isTouring} onEnd={endTour} />
    </>
  )
}
