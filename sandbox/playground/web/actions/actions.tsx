import { EmptyState } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import type { ActionInfo } from '../../src/api'
import { useActions } from '../data/queries'
import { ButtonLink } from '../parts/links'
import { Loaded } from '../parts/loaded'
import { LoadingView } from '../parts/loading'
import { ViewTitle } from '../parts/view-title'
import { ActionList } from './action-list'
import { ActionView } from './action-view'
import classes from './actions.module.css'

/** Where most begin. */
const FIRST = 'createPaymentLink'

const NoneChosen = ({ isUnknown }: { isUnknown: boolean }) => (
  <>
    <ViewTitle title="Actions">Everything your bot can do with Stripe, to try before you wire it.</ViewTitle>
    <EmptyState
      visibleFrom="md"
      my="xl"
      icon={<IconPlayerPlay size={40} />}
      title={isUnknown ? 'There is no such action' : 'Choose an action'}
      description="Each has a form, examples that fill it in, and shows what it asked of Stripe."
    >
      <EmptyState.Actions>
        <ButtonLink href={`/actions/${FIRST}`}>Create a payment link</ButtonLink>
      </EmptyState.Actions>
    </EmptyState>
  </>
)

const Chosen = ({ actions, name }: { actions: ActionInfo[]; name: string | undefined }) => {
  const action = actions.find((candidate) => candidate.name === name)
  return action ? <ActionView key={action.name} action={action} /> : <NoneChosen isUnknown={name !== undefined} />
}

/** Every action of the integration, to try before a bot is wired to it. */
const Actions = ({ name }: { name: string | undefined }) => (
  <Loaded query={useActions()} loading={<LoadingView />}>
    {(actions) => (
      <div className={classes.columns} data-chosen={name}>
        <ActionList actions={actions} chosen={name} />
        <section aria-label={name ?? 'No action chosen'}>
          <Chosen actions={actions} name={name} />
        </section>
      </div>
    )}
  </Loaded>
)

export default Actions
