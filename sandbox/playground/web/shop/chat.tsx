import { Webchat } from '@botpress/webchat'
import 'webchat.css'
import { useComputedColorScheme } from '@mantine/core'
import type { Session } from '../../src/api'
import { addressOf } from './address'

/** Botpress' own web chat, as a site of a shop would show it. No font is named: a named one would be fetched from Google. */
const Chat = ({ session, clientId, name }: { session: Session; clientId: string; name: string }) => {
  const themeMode = useComputedColorScheme('light')
  return (
    <Webchat
      clientId={clientId}
      apiUrl={addressOf(session.chat.apiUrl)}
      // Another run of the playground knows nothing of the conversations of an earlier one.
      storageKey={`playground-${session.run}-${clientId}`}
      configuration={{
        botName: 'Shop bot',
        botDescription: 'Sells, bills and refunds through Stripe.',
        composerPlaceholder: `Write as ${name} …`,
        storageLocation: 'sessionStorage',
        color: '#4049c8',
        themeMode,
        variant: 'solid',
        headerVariant: 'glass',
        radius: 1,
        soundEnabled: false,
        feedbackEnabled: false,
        allowFileUpload: false,
      }}
      style={{ width: '100%', height: '100%' }}
    />
  )
}

export default Chat
