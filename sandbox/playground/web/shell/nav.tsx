import { Group, Text, UnstyledButton } from '@mantine/core'
import { Link, useLocation } from 'wouter'
import { useSession } from '../data/queries'
import classes from './nav.module.css'
import { isAt, VIEWS } from './views'

/** The views that make sense here. */
const useViews = () => {
  const { data } = useSession()
  return VIEWS.filter(({ needsSteering }) => !needsSteering || data?.canSteer !== false)
}

/** The navigation in the header of a wide window. */
export const HeaderNav = () => {
  const [location] = useLocation()
  return (
    <Group component="nav" aria-label="Views" gap={4} visibleFrom="md" wrap="nowrap">
      {useViews().map((view) => (
        <UnstyledButton
          key={view.path}
          component={Link}
          href={view.path}
          className={classes.tab}
          data-tour={view.path}
          aria-current={isAt(view, location) ? 'page' : undefined}
        >
          <view.icon size={17} stroke={1.8} aria-hidden />
          {view.title}
        </UnstyledButton>
      ))}
    </Group>
  )
}

/** The navigation at the bottom of a narrow window, where a thumb reaches it. */
export const BottomNav = () => {
  const [location] = useLocation()
  return (
    <nav aria-label="Views" className={classes.bar}>
      {useViews().map((view) => (
        <UnstyledButton
          key={view.path}
          component={Link}
          href={view.path}
          className={classes.stacked}
          data-tour-narrow={view.path}
          aria-current={isAt(view, location) ? 'page' : undefined}
        >
          <view.icon size={21} stroke={1.8} aria-hidden />
          <Text span fz={11}>
            {view.title}
          </Text>
        </UnstyledButton>
      ))}
    </nav>
  )
}
