import { BotpressError } from '../errors'
import type { JsonSchema } from '../json-schema'
import { kindOf, type Runtime, type StoredState, timestamp } from '../runtime'
import type { State } from '../types'
import { type Call, object, operation, orNull, PAYLOAD } from './operation'

type Payload = State['payload']

interface SetState {
  payload: Payload
  expiry?: number | null
}

/** Which state a request is about. */
interface Key {
  id: string
  type: State['type']
  ownerId: string
  name: string
}

const TYPES: ReadonlyArray<State['type']> = ['conversation', 'user', 'bot', 'integration', 'task', 'workflow']

/** At most thirty days. */
const EXPIRY: JsonSchema = orNull({ type: 'number', minimum: 1, maximum: 2_592_000_000 })

const PATH = '/states/:type/:id/:name'

type AnyCall = Call<unknown, unknown>

/** @throws {BotpressError} InvalidPayload for a type that does not exist, ReferenceNotFound for an undeclared state */
const keyOf = ({ param, caller }: AnyCall): Key => {
  const [given, ownerId, name] = [param('type'), param('id'), param('name')]
  const type = TYPES.find((known) => known === given)
  if (!type) throw new BotpressError('InvalidPayload', `A state's type is one of ${TYPES.join(', ')}.`)
  if (caller.definition.states.get(name)?.type !== type) {
    throw new BotpressError(
      'ReferenceNotFound',
      `The definition of the ${kindOf(caller)} declares no ${type} state "${name}".`
    )
  }
  // A bot and its integration may use the same name: each has a state of its own.
  return { id: [kindOf(caller), type, ownerId, name].join('/'), type, ownerId, name }
}

const ownerExists = ({ type, ownerId }: Key, { caller }: AnyCall, runtime: Runtime): boolean => {
  if (type === 'bot') return ownerId === runtime.botId
  if (type === 'integration') return ownerId === caller.ids.integrationId
  if (type === 'user') return runtime.users.get(ownerId) !== undefined
  return type === 'conversation' && runtime.conversations.get(ownerId) !== undefined
}

const requireOwner = (key: Key, call: AnyCall, runtime: Runtime): void => {
  if (ownerExists(key, call, runtime)) return
  throw new BotpressError('ReferenceNotFound', `There is no ${key.type} "${key.ownerId}" to keep a state for.`)
}

const requireFits = ({ name }: Key, payload: Payload, { caller }: AnyCall): void => {
  const problem = caller.definition.states.get(name)?.payload(payload)
  if (problem) throw new BotpressError('InvalidDataFormat', `State "${name}" does not fit its schema: ${problem}.`)
}

const isExpired = ({ expiry, lastAccess }: StoredState, now: number): boolean =>
  expiry !== undefined && now - lastAccess > expiry

const remove = ({ states, feed }: Runtime, key: Key): void => {
  const stored = states.delete(key.id)
  if (stored) feed.publish({ kind: 'state', change: 'deleted', state: stored.state })
}

/** The state, unless it has expired. Each access starts the time of idleness again. */
const access = (key: Key, runtime: Runtime): StoredState | undefined => {
  const stored = runtime.states.get(key.id)
  if (!stored) return undefined
  const now = runtime.clock.now()
  if (isExpired(stored, now)) return void remove(runtime, key)
  return runtime.states.put({ ...stored, lastAccess: now })
}

const requireState = (key: Key, runtime: Runtime): StoredState => {
  const stored = access(key, runtime)
  if (stored) return stored
  throw new BotpressError('ResourceNotFound', `The ${key.type} "${key.ownerId}" has no state "${key.name}".`)
}

const ownerOf = ({ type, ownerId }: Key): Partial<State> => {
  if (type === 'user') return { userId: ownerId }
  return type === 'conversation' ? { conversationId: ownerId } : {}
}

const freshState = (key: Key, payload: Payload, runtime: Runtime): State => {
  const now = timestamp(runtime)
  const { type, name } = key
  const id = runtime.newId('state')
  return { id, createdAt: now, updatedAt: now, botId: runtime.botId, ...ownerOf(key), name, type, payload }
}

/** @param expiry undefined keeps what was set, null ends it */
const write = (key: Key, payload: Payload, expiry: number | null | undefined, runtime: Runtime): State => {
  const existing = access(key, runtime)
  const state = existing
    ? { ...existing.state, payload, updatedAt: timestamp(runtime) }
    : freshState(key, payload, runtime)
  const lasting = expiry === undefined ? existing?.expiry : (expiry ?? undefined)
  runtime.states.put({ id: key.id, state, expiry: lasting, lastAccess: runtime.clock.now() })
  runtime.feed.publish({ kind: 'state', change: 'set', state })
  return state
}

/** Checks owner and schema, then writes. */
const save = (key: Key, { payload, expiry }: SetState, call: AnyCall, runtime: Runtime): State => {
  requireOwner(key, call, runtime)
  requireFits(key, payload, call)
  return write(key, payload, expiry, runtime)
}

/** The answer for a state that was removed: the API always answers with one. */
const clear = (key: Key, call: AnyCall, runtime: Runtime): State => {
  requireOwner(key, call, runtime)
  const existing = access(key, runtime)
  remove(runtime, key)
  return { ...(existing?.state ?? freshState(key, {}, runtime)), payload: {} }
}

/** States: one declared payload per name, and per conversation, user or integration. */
export const states = [
  operation({
    name: 'getState',
    method: 'GET',
    path: PATH,
    run: (call, runtime) => ({ state: requireState(keyOf(call), runtime).state, meta: { cached: false } }),
  }),

  operation<Omit<SetState, 'payload'> & { payload: Payload | null }>({
    name: 'setState',
    method: 'POST',
    path: PATH,
    body: object({ payload: orNull(PAYLOAD), expiry: EXPIRY }, ['payload']),
    run(call, runtime) {
      const key = keyOf(call)
      const { payload, expiry } = call.body
      const state = payload ? save(key, { payload, expiry }, call, runtime) : clear(key, call, runtime)
      return { state }
    },
  }),

  operation<SetState>({
    name: 'getOrSetState',
    method: 'POST',
    path: `${PATH}/get-or-set`,
    body: object({ payload: PAYLOAD, expiry: EXPIRY }, ['payload']),
    run(call, runtime) {
      const key = keyOf(call)
      const state = access(key, runtime)?.state ?? save(key, call.body, call, runtime)
      return { state, meta: { cached: false } }
    },
  }),

  operation<{ payload: Payload }>({
    name: 'patchState',
    method: 'PATCH',
    path: PATH,
    body: object({ payload: PAYLOAD }, ['payload']),
    run(call, runtime) {
      const key = keyOf(call)
      const { state } = requireState(key, runtime)
      return { state: save(key, { payload: { ...state.payload, ...call.body.payload } }, call, runtime) }
    },
  }),

  operation<{ expiry: number | null }>({
    name: 'setStateExpiry',
    method: 'POST',
    path: `${PATH}/expiry`,
    body: object({ expiry: EXPIRY }, ['expiry']),
    run(call, runtime) {
      const stored = requireState(keyOf(call), runtime)
      runtime.states.put({ ...stored, expiry: call.body.expiry ?? undefined })
      return { state: stored.state }
    },
  }),
]

/** The states that have not expired. */
export const currentStates = ({ states: stored, clock }: Runtime): State[] =>
  stored.all().flatMap((entry) => (isExpired(entry, clock.now()) ? [] : [entry.state]))
