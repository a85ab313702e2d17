import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import { Link } from 'wouter'
import type { ActionInfo, ActionRun } from '../../src/api'
import { useCheckInput, useRunAction } from '../data/queries'
import { Failure } from '../parts/failure'
import { ViewTitle } from '../parts/view-title'
import { ActionForm, type Input } from './action-form'
import classes from './actions.module.css'
import { CopyAs } from './copy-as'
import { withoutDefaults } from './form-schema'
import { problemsOf, toErrorSchema } from './problems'
import { Result } from './result'

const Examples = ({ action, onChoose }: { action: ActionInfo; onChoose: (input: Input) => void }) => (
  <Group gap={8} mb="md" role="group" aria-label="Examples">
    <Text fz="xs" c="dimmed">
      Fill in
    </Text>
    {action.examples.map(({ title, input }) => (
      <Button
        key={title}
        size="compact-sm"
        variant="light"
        className={classes.example}
        data-example
        onClick={() => onChoose(input)}
      >
        {title}
      </Button>
    ))}
  </Group>
)

/** Runs an action, and asks where the input is wrong when the integration refused it. */
const useRun = (name: string, onEnd: () => void) => {
  const run = useRunAction(name)
  const check = useCheckInput(name)
  const start = (input: Input): void => {
    check.reset()
    run.mutate(input, {
      // The answer is drawn by then.
      onSettled: () => requestAnimationFrame(onEnd),
      onSuccess: (answer: ActionRun) => {
        if (!answer.ok && answer.error.code === 'invalid_input') check.mutate(input)
      },
    })
  }
  const failed = run.data && !run.data.ok ? run.data.error : undefined
  const checked = check.data?.problems
  const errors = useMemo(
    () => toErrorSchema(checked?.length ? checked : failed ? problemsOf(failed) : []),
    [checked, failed]
  )
  return { run, errors, start }
}

/** One action: its form, what became of it, and the same call as code. */
export const ActionView = ({ action }: { action: ActionInfo }) => {
  const [{ input, version }, setForm] = useState<{ input: Input; version: number }>({ input: {}, version: 0 })
  const outcome = useRef<HTMLDivElement>(null)
  const { run, errors, start } = useRun(action.name, () => outcome.current?.scrollIntoView({ block: 'nearest' }))
  const sent = useMemo(() => withoutDefaults(action, input), [action, input])
  return (
    <>
      <Anchor component={Link} href="/actions" fz="sm" hiddenFrom="md">
        ← All actions
      </Anchor>
      <ViewTitle title={action.title}>{action.description}</ViewTitle>
      <div className={classes.work}>
        <Paper withBorder p={{ base: 'sm', sm: 'lg' }}>
          <Examples action={action} onChoose={(example) => setForm({ input: example, version: version + 1 })} />
          <ActionForm
            // Another example begins another form: what was typed does not mix with it.
            key={version}
            action={action}
            input={input}
            errors={errors}
            isRunning={run.isPending}
            onChange={(next) => setForm({ input: next, version })}
            onRun={(given) => start(withoutDefaults(action, given))}
          />
        </Paper>
        <Stack gap="md" aria-live="polite" ref={outcome} className={classes.outcome}>
          {run.error && <Failure error={run.error} />}
          {run.data ? (
            <Paper withBorder p={{ base: 'sm', sm: 'lg' }}>
              <Result run={run.data} />
            </Paper>
          ) : (
            <Paper withBorder p="lg">
              <Text fz="sm" c="dimmed">
                Choose an example or fill in the form, then press Run. The result and the calls to Stripe appear here.
              </Text>
            </Paper>
          )}
          <Paper withBorder p={{ base: 'sm', sm: 'lg' }}>
            <CopyAs name={action.name} input={sent} />
          </Paper>
        </Stack>
      </div>
    </>
  )
}
