import { ActionIcon, Anchor, Group, Text, Tooltip } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { Link } from 'wouter'
import icon from '../icon.svg'
import { JobProgress } from './job-progress'
import { ModeBadge } from './mode-badge'
import { HeaderNav } from './nav'
import { ResetButton } from './reset-button'
import { SchemeMenu } from './scheme-menu'

const Brand = () => (
  <Anchor component={Link} href="/" underline="never" c="inherit" aria-label="Stripe for Botpress: the shop">
    <Group gap={9} wrap="nowrap">
      <img src={icon} width={28} height={28} alt="" />
      <Text span fw={700} fz={15} visibleFrom="xs" style={{ whiteSpace: 'nowrap' }}>
        Stripe for Botpress
      </Text>
    </Group>
  </Anchor>
)

/** Name, views, and what concerns the whole playground. */
export const Header = ({ onTour }: { onTour: () => void }) => (
  <Group h="100%" px={{ base: 'sm', md: 'lg' }} justify="space-between" wrap="nowrap" gap="sm">
    <Group gap="lg" wrap="nowrap">
      <Brand />
      <HeaderNav />
    </Group>
    <Group gap={6} wrap="nowrap">
      <JobProgress />
      <ModeBadge />
      <Tooltip label="Show the tour">
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Show the tour" onClick={onTour}>
          <IconHelpCircle size={20} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      <SchemeMenu />
      <ResetButton />
    </Group>
  </Group>
)
