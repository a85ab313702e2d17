import { Anchor, Button, type ButtonProps } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

/** A link within the page that looks like a button. */
export const ButtonLink = ({ href, ...props }: { href: string; children: ReactNode } & ButtonProps) => (
  <Button component={Link} href={href} {...props} />
)

/** A page that is not part of this one, in a tab of its own. */
export const PageLink = ({ href, children }: { href: string; children: ReactNode }) => (
  <Button
    component="a"
    href={href}
    target="_blank"
    rel="noreferrer"
    size="xs"
    rightSection={<IconExternalLink size={14} aria-hidden />}
  >
    {children}
  </Button>
)

/** An object's ID, which opens it. */
export const ObjectLink = ({ id }: { id: string }) => (
  <Anchor component={Link} href={`/objects/${encodeURIComponent(id)}`} fz="xs" ff="monospace" underline="hover">
    {id}
  </Anchor>
)
