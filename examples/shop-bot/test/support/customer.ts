import type { Shop } from './shop'

interface Button {
  label: string
  value: string
  action?: string
}

interface Payload {
  type: string
  text?: string
  title?: string
  subtitle?: string
  options?: Button[]
  actions?: Button[]
  items?: Payload[]
}

interface WireMessage {
  id: string
  isBot: boolean
  payload: Payload
}

/** A line of a story as a pattern: `*` stands for what it does not tell. */
export const toPattern = (line: string): RegExp =>
  new RegExp(`^${line.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`)

const buttonsIn = ({ options = [], actions = [], items = [] }: Payload): Button[] => [
  ...options,
  ...actions,
  ...items.flatMap(buttonsIn),
]

const brackets = (buttons: Button[]): string => `[${buttons.map(({ label }) => label).join(' | ')}]`

/** A message as a line of a story. */
const asLine = ({ type, text = '', title = '', subtitle, options = [], actions = [], items = [] }: Payload): string => {
  if (type === 'carousel') return items.map((item) => `(${asLine({ ...item, type: 'card' })})`).join(' ')
  if (type === 'card') return [title, subtitle && `— ${subtitle}`, brackets(actions)].filter(Boolean).join(' ')
  return type === 'choice' ? `${text} ${brackets(options)}` : text
}

/** Somebody who writes in a window of the web chat, reads, presses buttons, and pays on Stripe's page. */
export const enter = async ({ chatUrl, settled }: Shop, clientId: string) => {
  const url = `${chatUrl}/${clientId}`
  const user: { user: { id: string }; key: string } = await (await fetch(`${url}/users`, { method: 'POST' })).json()
  const headers = { 'content-type': 'application/json', 'x-user-key': user.key }
  const post = async (path: string, body: object) => {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path} answered ${response.status} ${await response.text()}`)
    return response.json()
  }
  const { conversation } = await post('/conversations', {})
  const { id: conversationId } = conversation
  let read = 0

  const messages = async (): Promise<WireMessage[]> => {
    const response = await fetch(`${url}/conversations/${conversationId}/messages`, { headers })
    return (await response.json()).messages.reverse()
  }

  const say = async (text: string, value?: string) => {
    await post('/messages', { conversationId, payload: { type: 'text', text, ...(value !== undefined && { value }) } })
    await settled()
  }

  const buttons = async (): Promise<Button[]> =>
    (await messages())
      .filter(({ isBot }) => isBot)
      .reverse()
      .flatMap(({ payload }) => buttonsIn(payload))

  const link = async (): Promise<string> => {
    const found = (await buttons()).find(({ action }) => action === 'url')
    if (!found) throw new Error(`${clientId} was sent no link.`)
    return found.value
  }

  return {
    conversationId,
    userId: user.user.id,
    say,
    begin: async () => {
      await post('/events', { conversationId, payload: { type: 'conversation_started', data: {} } })
      await settled()
    },
    /** @param which a label; for a card's button `Label on Title` */
    press: async (which: string) => {
      const [label, title] = which.split(' on ')
      const said = (await messages()).filter(({ isBot }) => isBot).reverse()
      const places = said.flatMap(({ payload }) => (title === undefined ? [payload] : (payload.items ?? [])))
      const inPlace = places.filter((place) => title === undefined || place.title === title)
      const button = inPlace.flatMap(buttonsIn).find((one) => toPattern(label ?? '').test(one.label))
      if (!button) throw new Error(`${clientId} sees no button [${which}].`)
      await say(button.label, button.value)
    },
    /** The oldest thing that the bot said and that was not read yet, as a line; nothing when all is read. */
    next: async (): Promise<string | undefined> => {
      const said = (await messages()).filter(({ isBot }) => isBot)
      const message = said[read]
      if (message) read++
      return message && asLine(message.payload)
    },
    /** Fills in the page behind the newest link and sends it, as a browser does. @returns what the page says then */
    pay: async (number: string): Promise<string> => {
      const page = await fetch(await link())
      if (!page.ok) return page.text()
      const fields = { email: `${clientId}@example.com`, name: 'Example Buyer', number, expiry: '12 / 40', cvc: '123' }
      const answer = await fetch(page.url, { method: 'POST', body: new URLSearchParams(fields) })
      const text = await answer.text()
      await settled()
      return text
    },
    open: async (): Promise<string> => (await fetch(await link())).text(),
    /** Everything in the conversation, as its page shows it. */
    messages,
  }
}

export type Customer = Awaited<ReturnType<typeof enter>>
