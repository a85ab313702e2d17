import { BotpressError } from '../errors'
import type { JsonSchema } from '../json-schema'
import { BOTPRESS, type Caller, type Runtime, type StoredUser, timestamp } from '../runtime'
import type { User } from '../types'
import { NAME, object, operation, orNull, TAG_NAMES, TAGS, TEXT } from './operation'
import { DATES, type ListQuery, NEXT_TOKEN, page, RANGE, SORTING, TAG_FILTER } from './paging'
import { hasTags, matchesTags, mergeTags, refuseUndeclared, type Tags } from './tags'

interface CreateUser {
  tags: Tags
  name?: string
  pictureUrl?: string
  attributes?: Tags
}

export interface UpdateUser {
  tags?: Tags
  name?: string | null
  pictureUrl?: string | null
  attributes?: Record<string, string | null>
}

const PICTURE: JsonSchema = { type: 'string', maxLength: 40_000 }

const CREATE = {
  tags: TAGS,
  integrationName: NAME,
  name: NAME,
  pictureUrl: PICTURE,
  attributes: { type: 'object', additionalProperties: TEXT },
}

const refuse = (names: Iterable<string>, caller: Caller): void =>
  refuseUndeclared(names, caller.definition.userTags, 'user', caller)

/** People come through integrations: a bot asks one of them to make a user. */
const requireIntegration = ({ bot }: Caller): void => {
  if (bot) throw new BotpressError('Forbidden', 'A bot makes no users: call an action of an integration that does.')
}

/**
 * A user of any integration of the bot.
 * @throws {BotpressError} ResourceNotFound
 */
const findUser = ({ users }: Runtime, id: string): StoredUser => {
  const stored = users.get(id)
  if (!stored) throw new BotpressError('ResourceNotFound', `There is no user "${id}".`)
  return stored
}

const withoutUnset = <T extends object>(record: T): T =>
  JSON.parse(JSON.stringify(record, (_, value) => (value === null ? undefined : value)))

const create = (body: CreateUser, { definition }: Caller, runtime: Runtime): User => {
  const { tags, name, pictureUrl, attributes } = body
  const now = timestamp(runtime)
  const id = runtime.newId('user')
  const details = { name, pictureUrl, attributes }
  const user = withoutUnset<User>({ id, createdAt: now, updatedAt: now, tags: mergeTags({}, tags), ...details })
  runtime.users.put({ id, integration: definition.name, user })
  runtime.feed.publish({ kind: 'user', change: 'created', user })
  return user
}

/** A user after a change: null removes, what is not named stays. */
export const updated = (user: User, { tags, name, pictureUrl, attributes }: UpdateUser, now: string): User => {
  const changed = { ...user, tags: mergeTags(user.tags, tags), updatedAt: now }
  // What is undefined is not in the JSON that was sent: it stays; null removes.
  const replaced = { ...(name !== undefined && { name }), ...(pictureUrl !== undefined && { pictureUrl }) }
  const merged = attributes && { attributes: { ...user.attributes, ...attributes } }
  return withoutUnset<User>(Object.assign(changed, replaced, merged))
}

/** The users a caller can search: an integration its own, the bot everybody but itself. */
const ownUsers = ({ users }: Runtime, { definition, bot }: Caller): User[] =>
  users
    .all()
    .flatMap(({ integration, user }) =>
      (bot ? integration !== BOTPRESS : integration === definition.name) ? [user] : []
    )

/** Removes a user with their states, from all conversations. */
export const removeUser = (runtime: Runtime, user: User): void => {
  runtime.users.delete(user.id)
  for (const { id, state } of runtime.states.all()) if (state.userId === user.id) runtime.states.delete(id)
  for (const stored of runtime.conversations.all()) {
    const participantIds = stored.participantIds.filter((id) => id !== user.id)
    runtime.conversations.put({ ...stored, participantIds })
  }
  runtime.feed.publish({ kind: 'user', change: 'deleted', user })
}

/** Users: somebody who talks with the bot, within one integration. */
export const users = [
  operation<CreateUser>({
    name: 'createUser',
    method: 'POST',
    path: '/users',
    status: 201,
    body: object(CREATE, ['tags']),
    run({ body, caller }, runtime) {
      requireIntegration(caller)
      refuse(Object.keys(body.tags), caller)
      return { user: create(body, caller, runtime) }
    },
  }),

  operation<CreateUser & { discriminateByTags?: string[] }>({
    name: 'getOrCreateUser',
    method: 'POST',
    path: '/users/get-or-create',
    body: object({ ...CREATE, discriminateByTags: TAG_NAMES }, ['tags']),
    run({ body, caller }, runtime) {
      const { tags, discriminateByTags } = body
      requireIntegration(caller)
      refuse([...Object.keys(tags), ...(discriminateByTags ?? [])], caller)
      const found = ownUsers(runtime, caller).find((user) => matchesTags(user.tags, tags, discriminateByTags))
      return { user: found ?? create(body, caller, runtime) }
    },
  }),

  operation<object, ListQuery & { tags?: Tags; conversationId?: string }>({
    name: 'listUsers',
    method: 'GET',
    path: '/users',
    query: object({ ...NEXT_TOKEN, ...DATES, ...RANGE, ...SORTING, ...TAG_FILTER, conversationId: TEXT }),
    run({ query, caller }, runtime) {
      const { tags, conversationId } = query
      refuseUndeclared(Object.keys(tags ?? {}), caller.definition.userTags, 'user', caller, 'InvalidQuery')
      const participants = runtime.conversations.get(conversationId ?? '')?.participantIds ?? []
      const isListed = (user: User) =>
        hasTags(user.tags, tags) && (conversationId === undefined || participants.includes(user.id))
      const { items, meta } = page(ownUsers(runtime, caller).filter(isListed), query)
      return { users: items, meta }
    },
  }),

  operation({
    name: 'getUser',
    method: 'GET',
    path: '/users/:id',
    run: ({ param }, runtime) => ({ user: findUser(runtime, param('id')).user }),
  }),

  operation<UpdateUser>({
    name: 'updateUser',
    method: 'PUT',
    path: '/users/:id',
    body: object({
      tags: TAGS,
      name: orNull(NAME),
      pictureUrl: orNull(PICTURE),
      attributes: { type: 'object', additionalProperties: orNull(TEXT) },
    }),
    run({ param, body, caller }, runtime) {
      const stored = findUser(runtime, param('id'))
      refuse(Object.keys(body.tags ?? {}), caller)
      const user = updated(stored.user, body, timestamp(runtime))
      runtime.users.put({ ...stored, user })
      runtime.feed.publish({ kind: 'user', change: 'updated', user })
      return { user }
    },
  }),

  operation({
    name: 'deleteUser',
    method: 'DELETE',
    path: '/users/:id',
    run({ param, caller }, runtime) {
      const { user, integration } = findUser(runtime, param('id'))
      if (caller.bot ? integration === BOTPRESS : integration !== caller.definition.name) {
        const owner = integration === BOTPRESS ? 'the bot' : `the integration "${integration}"`
        throw new BotpressError('Forbidden', `User "${user.id}" belongs to ${owner}.`)
      }
      removeUser(runtime, user)
      return {}
    },
  }),
]
