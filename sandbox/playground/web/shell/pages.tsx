import { EmptyState } from '@mantine/core'
import { IconMapSearch } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { ButtonLink } from '../parts/links'
import { LoadingView } from '../parts/loading'

// Each is loaded when it is opened first: the web chat, the forms and the charts are large.
const Shop = lazy(() => import('../shop/shop'))
const Actions = lazy(() => import('../actions/actions'))
const Timeline = lazy(() => import('../timeline/timeline'))
const ObjectView = lazy(() => import('../objects/object'))
const Faults = lazy(() => import('../faults/faults'))
const Figures = lazy(() => import('../figures/figures'))
const Docs = lazy(() => import('../docs/docs'))

const Nowhere = () => (
  <EmptyState
    icon={<IconMapSearch size={40} />}
    title="There is no such view"
    description="The address may be mistyped, or from an older version."
  >
    <EmptyState.Actions>
      <ButtonLink href="/">Go to the shop</ButtonLink>
    </EmptyState.Actions>
  </EmptyState>
)

/** The view that the address names. */
export const Pages = () => (
  <Suspense fallback={<LoadingView />}>
    <Switch>
      <Route path="/" component={Shop} />
      <Route path="/actions/:name?">{({ name }) => <Actions name={name} />}</Route>
      <Route path="/timeline" component={Timeline} />
      <Route path="/objects/:id">{({ id }) => <ObjectView key={id} id={decodeURIComponent(id)} />}</Route>
      <Route path="/faults" component={Faults} />
      <Route path="/figures" component={Figures} />
      <Route path="/docs/:name?">{({ name }) => <Docs name={name} />}</Route>
      <Route component={Nowhere} />
    </Switch>
  </Suspense>
)
