import {
  IconAlertTriangle,
  IconBolt,
  IconBrandStripe,
  IconBroadcast,
  IconCreditCard,
  IconDatabase,
  IconFileText,
  IconMessage,
  IconPlayerPlay,
  IconWebhook,
  type TablerIcon,
} from '@tabler/icons-react'
import type { EntryKind } from '../../src/api'

/** How each kind of entry looks, everywhere. */
export const KIND_LOOKS: Record<EntryKind, { icon: TablerIcon; color: string }> = {
  message: { icon: IconMessage, color: 'brand' },
  action: { icon: IconPlayerPlay, color: 'blue' },
  call: { icon: IconBrandStripe, color: 'violet' },
  page: { icon: IconCreditCard, color: 'green' },
  change: { icon: IconBolt, color: 'grape' },
  webhook: { icon: IconWebhook, color: 'cyan' },
  event: { icon: IconBroadcast, color: 'teal' },
  state: { icon: IconDatabase, color: 'gray' },
  fault: { icon: IconAlertTriangle, color: 'orange' },
  log: { icon: IconFileText, color: 'gray' },
}
