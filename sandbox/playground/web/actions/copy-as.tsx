import { Box, Button, Code, CopyButton, Tabs } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { asBotCode, asCurl } from './as-code'

const CopyText = ({ text }: { text: string }) => (
  <Box pos="relative" pt="xs">
    <Code block tabIndex={0} fz={12.5} style={{ whiteSpace: 'pre-wrap' }}>
      {text}
    </Code>
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          mt="xs"
          size="xs"
          variant="default"
          leftSection={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
          onClick={copy}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      )}
    </CopyButton>
  </Box>
)

/** The same call elsewhere: in the bot, or in a terminal. */
export const CopyAs = ({ name, input }: { name: string; input: Record<string, unknown> }) => (
  <Tabs defaultValue="bot" keepMounted={false}>
    <Tabs.List>
      <Tabs.Tab value="bot">Bot code</Tabs.Tab>
      <Tabs.Tab value="curl">curl</Tabs.Tab>
    </Tabs.List>
    <Tabs.Panel value="bot">
      <CopyText text={asBotCode(name, input)} />
    </Tabs.Panel>
    <Tabs.Panel value="curl">
      <CopyText text={asCurl(location.origin, name, input)} />
    </Tabs.Panel>
  </Tabs>
)
