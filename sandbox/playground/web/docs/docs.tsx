import { Anchor, Code, Group, Paper } from '@mantine/core'
import { Link } from 'wouter'
import { useDocument, useSession } from '../data/queries'
import { Loaded } from '../parts/loaded'
import { ViewTitle } from '../parts/view-title'

const Document = ({ name }: { name: string }) => (
  <Paper withBorder p="lg">
    <Loaded query={useDocument(name)}>{(text) => <Code block>{text}</Code>}</Loaded>
  </Paper>
)

/** The documents of the repository. */
const Docs = ({ name }: { name: string | undefined }) => (
  <>
    <ViewTitle title="Documents">
      What is in the repository for those who build a bot or change the integration.
    </ViewTitle>
    <Loaded query={useSession()}>
      {({ documents }) => {
        const chosen = name ?? documents[0]?.name
        return (
          <>
            <Group mb="md">
              {documents.map((document) => (
                <Anchor key={document.name} component={Link} href={`/docs/${document.name}`}>
                  {document.title}
                </Anchor>
              ))}
            </Group>
            {chosen !== undefined && <Document key={chosen} name={chosen} />}
          </>
        )
      }}
    </Loaded>
  </>
)

export default Docs
