import {
  Composer,
  Container,
  enrichMessage,
  MessageList,
  StylesheetProvider,
  useActiveConversation,
  useConversations,
  useUser,
  WebchatProvider,
} from '@botpress/webchat'
import 'webchat.css'
import { ActionIcon, Tooltip, useComputedColorScheme } from '@mantine/core'
import { IconMessagePlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Session } from '../../src/api'
import { Failure } from '../parts/failure'
import { LoadingLines } from '../parts/loading'
import { addressOf } from './address'
import classes from './chat.module.css'
import { ChatFrame, type FrameProps } from './chat-frame'
import { keepNoHistory } from './no-history'
import { Welcome } from './welcome'

keepNoHistory()

const BOT_NAME = 'Shop bot'

/** No font is named: the web chat would fetch a named one from Google. */
const ChatStyle = () => (
  <StylesheetProvider
    color="#4049c8"
    themeMode={useComputedColorScheme('light')}
    variant="solid"
    headerVariant="glass"
    radius={1}
  />
)

const Messages = () => {
  const { messages, participants, sendMessage, isTyping } = useActiveConversation()
  const userId = useUser().userCredentials?.userId
  const rich = useMemo(
    () => (userId === undefined ? [] : enrichMessage(messages, participants, userId, BOT_NAME)),
    [messages, participants, userId]
  )
  if (rich.length === 0) return <Welcome onHello={() => sendMessage({ type: 'text', text: 'Hello' })} />
  return (
    <MessageList
      botName={BOT_NAME}
      className={classes.messages}
      messages={rich}
      isTyping={isTyping}
      sendMessage={sendMessage}
      showMarquee={false}
      isOpen
    />
  )
}

const Restart = () => {
  const { openConversation } = useConversations()
  return (
    <Tooltip label="New conversation">
      <ActionIcon variant="subtle" color="gray" aria-label="New conversation" onClick={() => openConversation()}>
        <IconMessagePlus size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  )
}

const Window = ({ name, storageKey }: { name: string; storageKey: string }) => {
  const { status, error, sendMessage, conversationId, isAwaitingResponse } = useActiveConversation()
  const { openConversation } = useConversations()
  if (error) return <Failure m="sm" error={new Error(error.message)} onRetry={() => openConversation(conversationId)} />
  const composer = {
    storageKey,
    sendMessage,
    ...(conversationId !== undefined && { conversationId }),
    connected: status === 'connected',
  }
  return (
    <Container className={classes.container} storageKey={storageKey} connected={status === 'connected'}>
      {status === 'connecting' ? <LoadingLines /> : <Messages />}
      <Composer
        {...composer}
        composerPlaceholder={`Write as ${name} …`}
        allowFileUpload={false}
        disableSendButton={isAwaitingResponse}
      />
    </Container>
  )
}

/** A customer's conversation with the bot, in the parts of Botpress' own web chat; its header's place has the frame. */
const Chat = ({ session, frame }: { session: Session; frame: Omit<FrameProps, 'children'> }) => {
  const { clientId, name } = frame
  // Another run of the playground knows nothing of the conversations of an earlier one.
  const storageKey = `playground-${session.run}-${clientId}`
  return (
    <WebchatProvider
      clientId={clientId}
      apiUrl={addressOf(session.chat.apiUrl)}
      storageKey={storageKey}
      storageLocation="sessionStorage"
    >
      <ChatStyle />
      <ChatFrame {...frame} action={<Restart />}>
        <Window name={name} storageKey={storageKey} />
      </ChatFrame>
    </WebchatProvider>
  )
}

export default Chat
