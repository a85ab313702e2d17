import { type Agenda, createAgenda, type Planned } from './agenda'
import { manualClock } from './clock'
import { createEnvironment, type Environment, type Sandbox, TABLES, type TableName } from './sandbox'
import type { StoredObject } from './store'
import { tasks } from './tasks'
import type { Mode, Snapshot } from './types'

/** Something that changed in the account. A value that is null is gone. */
export type Change =
  | { mode: Mode; object: StoredObject }
  | { mode: Mode; table: TableName; key: string; value: unknown }
  | { task: number; planned: Planned | null }
  | { ids: number }
  | { ahead: number }
  | { revoked: string }

export const FORMAT = 1

/** All that the account holds. */
export interface State {
  environments: Record<Mode, Environment>
  agenda: Agenda
  /** From now on, what changes is recorded. */
  begin(): void
  /** Nothing happens any more, and what still changes is recorded by nobody. */
  end(): void
}

type Base = Pick<Sandbox, 'clock' | 'searchLagMs' | 'background'>

/** @param sandbox who performs the tasks, once there are some */
export const createState = (base: Base, sandbox: () => Sandbox, record: (change: Change) => void): State => {
  let isOn = false
  const tell = (change: Change) => {
    if (isOn) record(change)
  }
  const agenda = createAgenda({
    clockOf: ({ clock, mode }) => (clock ? environments[mode].clocks.get(clock) : base.clock),
    perform: ({ mode, clock, task }) => {
      const env = environments[mode]
      // Nobody asked for what happens by itself: its events name no request.
      const scene = { sandbox: sandbox(), env, requestId: null, idempotencyKey: undefined }
      return tasks[task.name]({ ...scene, clock: clock ? env.clocks.get(clock) : undefined }, task)
    },
    background: base.background,
    record: (task, planned) => tell({ task, planned: planned ?? null }),
  })
  const environments = {
    test: createEnvironment('test', agenda, base, tell),
    live: createEnvironment('live', agenda, base, tell),
  }
  return {
    ...{ environments, agenda },
    begin: () => {
      isOn = true
    },
    end: () => {
      isOn = false
      agenda.stop()
    },
  }
}

const environmentSnapshot = (env: Environment): Snapshot['test'] => ({
  objects: env.store.everything(),
  tables: Object.fromEntries(TABLES.map((name) => [name, [...env[name]]])),
})

/** The account as data. What is under way is in it as not begun. */
export const snapshotOf = (
  { environments, agenda }: State,
  rest: Omit<Snapshot, 'format' | 'test' | 'live' | 'agenda'>
) => ({
  ...{ format: FORMAT, ...rest, agenda: agenda.list() },
  test: environmentSnapshot(environments.test),
  live: environmentSnapshot(environments.live),
})

/** Puts one change into a state that is being loaded. */
const applyChange = ({ environments }: State, agenda: Map<number, Planned>, change: Change): void => {
  if ('object' in change) environments[change.mode].store.load(change.object)
  else if ('table' in change) {
    const table = environments[change.mode][change.table]
    if (change.value === null) table.delete(change.key)
    else table.set(change.key, change.value as never)
  } else if ('task' in change) {
    if (change.planned) agenda.set(change.task, change.planned)
    else agenda.delete(change.task)
  }
}

const clockTimeOf = (object: StoredObject): number | undefined =>
  'frozen_time' in object && typeof object.frozen_time === 'number' ? object.frozen_time * 1000 : undefined

/** The clocks of test mode, as far as their objects say; one that was being moved goes on from where it began. */
const loadClocks = ({ store, clocks }: Environment): void => {
  for (const object of store.all('test_helpers.test_clock')) {
    const time = clockTimeOf(object)
    if (time !== undefined) clocks.set(object.id, manualClock(time))
  }
}

/** Fills a new state with a snapshot and what changed since. @returns what is still to be done */
export const fillState = (state: State, snapshot: Snapshot, changes: readonly Change[]): Planned[] => {
  const agenda = new Map(snapshot.agenda.map((planned) => [planned.key, planned]))
  for (const mode of ['test', 'live'] as const) {
    for (const object of snapshot[mode].objects) applyChange(state, agenda, { mode, object })
    for (const table of TABLES) {
      for (const [key, value] of snapshot[mode].tables[table] ?? []) {
        applyChange(state, agenda, { mode, table, key, value })
      }
    }
  }
  for (const change of changes) applyChange(state, agenda, change)
  for (const env of Object.values(state.environments)) {
    loadClocks(env)
    // A request that was being answered is asked again.
    for (const [key, { answer }] of [...env.answers]) if (!answer) env.answers.delete(key)
  }
  return [...agenda.values()]
}
