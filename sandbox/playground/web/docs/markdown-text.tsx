import { Anchor, Table, Typography } from '@mantine/core'
import type { ComponentProps } from 'react'
import Markdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import classes from './docs.module.css'

/** Addresses of the web open beside the page; files of the repository are not served, so those are only named. */
const Link = ({ href = '', children }: ComponentProps<'a'>) =>
  /^https?:/.test(href) ? (
    <Anchor href={href} target="_blank" rel="noreferrer">
      {children}
    </Anchor>
  ) : (
    <span title={href}>{children}</span>
  )

const COMPONENTS: Components = {
  a: ({ href, children }) => <Link href={href}>{children}</Link>,
  // The view has the heading of its own; nothing is fetched for a picture.
  h1: ({ children }) => <h2>{children}</h2>,
  img: ({ alt }) => <em>{alt}</em>,
  table: ({ children }) => <Table withTableBorder>{children}</Table>,
  th: ({ children }) => <Table.Th>{children}</Table.Th>,
  td: ({ children }) => <Table.Td>{children}</Table.Td>,
}

/** A document of the repository. HTML in it is shown as text. */
export const MarkdownText = ({ text }: { text: string }) => (
  <Typography className={classes.text}>
    <Markdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
      {text}
    </Markdown>
  </Typography>
)
