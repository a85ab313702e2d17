import { Tour as MantineTour } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'

const KEY = 'playground-tour-seen'

export const wasTourSeen = (): boolean => localStorage.getItem(KEY) !== null
export const rememberTour = (): void => localStorage.setItem(KEY, '1')

const STEPS = [
  {
    path: '/',
    title: 'A shop that works',
    text: 'Chat with the bot as a customer: buy something, pay with a test card, be declined, ask for a refund.',
  },
  {
    path: '/actions',
    title: 'Every action as a form',
    text: 'Try each action before you wire it into your bot. An example fills the form in with one click.',
  },
  {
    path: '/timeline',
    title: 'Everything that happened',
    text: 'Messages, actions, calls to Stripe, webhooks and bot events, as one connected story.',
  },
  {
    path: '/faults',
    title: 'What if it breaks?',
    text: 'Limit the rate, drop connections, send webhooks twice, move time on – and watch the bot deal with it.',
  },
]

/** What there is, in four steps. On a narrow window the navigation is at the bottom. */
export const Tour = ({ isActive, onEnd }: { isActive: boolean; onEnd: () => void }) => {
  const isWide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false })
  return (
    <MantineTour
      active={isActive}
      onClose={onEnd}
      zIndex={500}
      closeOnOverlayClick
      styles={{ stepCounter: { color: 'var(--mantine-color-dimmed)' } }}
      labels={{ close: 'Done' }}
      maxWidth={340}
    >
      {STEPS.map(({ path, title, text }) => (
        <MantineTour.Step
          key={path}
          target={isWide ? `[data-tour="${path}"]` : `[data-tour-narrow="${path}"]`}
          position={isWide ? 'bottom' : 'top'}
          title={title}
        >
          {text}
        </MantineTour.Step>
      ))}
    </MantineTour>
  )
}
