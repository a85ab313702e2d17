import { NavLink, Paper } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import { Link } from 'wouter'
import type { Session } from '../../src/api'
import { useDocument, useSession } from '../data/queries'
import { Loaded } from '../parts/loaded'
import { ViewTitle } from '../parts/view-title'
import classes from './docs.module.css'
import { MarkdownText } from './markdown-text'

const Document = ({ name, title }: Session['documents'][number]) => (
  <Paper component="article" aria-label={title} withBorder p={{ base: 'sm', sm: 'xl' }}>
    <Loaded query={useDocument(name)}>{(text) => <MarkdownText text={text} />}</Loaded>
  </Paper>
)

const Choice = ({ documents, chosen }: { documents: Session['documents']; chosen: string | undefined }) => (
  <nav aria-label="Documents">
    {documents.map(({ name, title }) => (
      <NavLink
        key={name}
        component={Link}
        href={`/docs/${name}`}
        label={title}
        leftSection={<IconFileText size={17} stroke={1.7} aria-hidden />}
        active={name === chosen}
        aria-current={name === chosen ? 'page' : undefined}
        className={classes.link}
      />
    ))}
  </nav>
)

/** The documents of the repository, as they are written. */
const Docs = ({ name }: { name: string | undefined }) => (
  <>
    <ViewTitle title="Documents">For those who build a bot, and for those who change the integration.</ViewTitle>
    <Loaded query={useSession()}>
      {({ documents }) => {
        const chosen = documents.find((document) => document.name === name) ?? documents[0]
        return (
          <div className={classes.columns}>
            <Choice documents={documents} chosen={chosen?.name} />
            {chosen && <Document key={chosen.name} {...chosen} />}
          </div>
        )
      }}
    </Loaded>
  </>
)

export default Docs
