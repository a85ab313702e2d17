import { removeUser, type UpdateUser, updated } from '../api/users'
import { BotpressError } from '../errors'
import { timestamp } from '../runtime'
import { route } from './route'
import { toWireUser } from './wire'

const TEXTS = { type: 'object', additionalProperties: { type: ['string', 'null'] } }

/** Who the person is. */
export const users = [
  route('GET', '/users/me', ({ person }) => ({ user: toWireUser(person.user) })),

  route<UpdateUser>(
    'PUT',
    '/users/me',
    ({ person, body, runtime }) => {
      const { name, pictureUrl, attributes } = body
      const changes = {
        ...(name !== undefined && { name }),
        ...(pictureUrl !== undefined && { pictureUrl }),
        attributes,
      }
      const user = updated(person.user, changes, timestamp(runtime))
      runtime.users.put({ ...person, user })
      runtime.feed.publish({ kind: 'user', change: 'updated', user })
      return { user: toWireUser(user) }
    },
    {
      body: {
        type: 'object',
        properties: { name: { type: 'string' }, pictureUrl: { type: 'string' }, attributes: TEXTS },
      },
    }
  ),

  route('DELETE', '/users/me', ({ person, runtime }) => {
    removeUser(runtime, person.user)
    return {}
  }),
]

/** What the local web chat does not do. Each says so: a page that waits for an answer would show nothing at all. */
export const refusals = [
  route('POST', '/files', () => {
    throw new BotpressError('InvalidPayload', 'The local Botpress keeps no files: nothing was uploaded.')
  }),
  route('POST', '/users/key', () => {
    throw new BotpressError(
      'Forbidden',
      'The local Botpress has no admin secret: `/initialize` gives every person a key.'
    )
  }),
]
