import {
  IconBook2,
  IconBug,
  IconChartLine,
  IconListDetails,
  IconMessageCircle,
  IconPlayerPlay,
  type TablerIcon,
} from '@tabler/icons-react'

export interface View {
  path: string
  title: string
  icon: TablerIcon
  /** Only where faults and time can be set: not with the real Stripe. */
  needsSteering?: boolean
}

/** The views of the navigation, in its order. */
export const VIEWS: View[] = [
  { path: '/', title: 'Shop', icon: IconMessageCircle },
  { path: '/actions', title: 'Actions', icon: IconPlayerPlay },
  { path: '/timeline', title: 'Timeline', icon: IconListDetails },
  { path: '/faults', title: 'Faults', icon: IconBug, needsSteering: true },
  { path: '/figures', title: 'Figures', icon: IconChartLine },
  { path: '/docs', title: 'Docs', icon: IconBook2 },
]

/** Whether a view is the one at an address, or the one that the address is part of. */
export const isAt = (view: View, location: string): boolean =>
  view.path === '/' ? location === '/' : location === view.path || location.startsWith(`${view.path}/`)
