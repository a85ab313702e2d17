import { messages, transforms, z } from '@botpress/sdk'
import type { DeployedChannel } from '../definition'
import { type Check, checkOf } from '../json-schema'

const { text, choice, dropdown, ...others } = messages.defaults

const disableFreeText = z.boolean().optional()

/**
 * The messages of the web chat: Botpress' own kinds, and what its page adds to them. A button that was pressed is a text
 * with the button's value. Source: the typings of `@botpress/webchat-client` 0.7.3.
 */
const SCHEMAS: Record<string, { schema: z.ZodTypeAny }> = {
  ...others,
  text: { schema: text.schema.extend({ value: z.string().optional() }) },
  choice: { schema: choice.schema.extend({ disableFreeText }) },
  dropdown: { schema: dropdown.schema.extend({ disableFreeText }) },
  markdown: messages.markdown,
  custom: { schema: z.object({ url: z.string(), name: z.string(), data: z.any() }) },
}

const toCheck = ({ schema }: { schema: z.ZodTypeAny }): Check =>
  checkOf(JSON.parse(JSON.stringify(transforms.toJSONSchema(schema))))

/** The channel that a bot's visitors write through, and the integration it is of. */
export const webchatChannel: DeployedChannel & { integration: string; channel: string } = {
  ...{ integration: 'webchat', channel: 'channel' },
  messages: new Map(Object.entries(SCHEMAS).map(([type, message]) => [type, toCheck(message)])),
  conversationTags: new Set(),
  messageTags: new Set(),
}
