import type { Call, Resource, Sandbox, Scene } from '../sandbox'
import type { Fault } from '../traffic/faults'
import type { RequestEntry } from '../types'
import { checkContentType, decodeForm } from './answer'
import { authenticate, authorize } from './authenticate'
import { invalid, notModelled, StripeApiError } from './errors'
import { checkExpand, expand, type Includes } from './expand'
import { type Answer, underKey } from './idempotency'
import type { Incoming } from './incoming'
import { inPinnedWords, olderFields } from './older'
import { checkParameters, matchOperation, ParameterError, plainRoute } from './parameters'
import { renderObject } from './render'
import { clockOf } from './test-clock'
import { refuseUnmodelledOf } from './unmodelled'
import { API_VERSION, OLD_VERSION } from './version'

/** The API's routes, by `METHOD /v1/template`, gathered from the resources. */
export interface Api {
  routes: Map<string, Resource['routes'][string]>
  includes: Includes
}

export const gather = (resources: readonly Resource[]): Api => ({
  routes: new Map(resources.flatMap(({ routes }) => Object.entries(routes))),
  includes: Object.assign({}, ...resources.map(({ includes }) => includes ?? {})),
})

interface Matched {
  /** As in the parameter table. */
  template: string
  /** As in the resources: every ID is `{id}`. */
  route: string
  ids: string[]
}

const unknownRoute = (method: string, path: string): StripeApiError =>
  new StripeApiError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code.`,
  })

const findRoute = (api: Api, method: string, path: string): Matched => {
  const matched = matchOperation(method, path)
  if (!matched) throw unknownRoute(method, path)
  const name = plainRoute(method, matched.path)
  if (!api.routes.has(name)) throw notModelled(name)
  return { template: matched.path, route: name, ids: matched.ids }
}

/** Whether the request wants its answer in the older version: one object can be retrieved in it. */
const wantsOld = (request: Incoming): boolean => {
  const version = request.header('stripe-version')
  if (version === undefined || version === API_VERSION) return false
  if (version === OLD_VERSION && request.method === 'GET') return true
  throw invalid(
    `Invalid Stripe API version: ${version}. This sandbox answers in ${API_VERSION}, and shows single objects in ${OLD_VERSION}.`
  )
}

/** The first segment of a path, as permissions name it: `checkout/sessions` is `checkout_sessions`. */
const resourceOf = (template: string): string => {
  const [, , first = '', second = ''] = template.split('/')
  return ['checkout', 'billing_portal'].includes(first) ? `${first}_${second}` : first
}

const toAnswer = (error: unknown, sandbox: Sandbox): Answer => {
  const known = error instanceof ParameterError ? invalid(error.message, error.param, error.code) : error
  if (known instanceof StripeApiError) {
    const { status, body, headers } = known
    const clean = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
    return { status, body: JSON.stringify({ error: clean }), headers }
  }
  const message = known instanceof Error ? (known.stack ?? known.message) : String(known)
  sandbox.publish({ kind: 'problem', at: sandbox.clock.now(), message })
  const body = { error: { type: 'api_error', message: 'An unknown error occurred' } }
  return { status: 500, body: JSON.stringify(body), headers: {} }
}

/**
 * Answers one request to the API. Read it from top to bottom: authenticate → route → authorise → version → limits →
 * idempotency key → parameters → locks → the resource's handler → expand.
 */
export const answerRequest = (request: Incoming, sandbox: Sandbox, api: Api): Promise<Answer> => {
  const matched = matchOperation(request.method, request.path)
  const operation = matched ? plainRoute(request.method, matched.path) : request.method
  const { faults } = sandbox.traffic
  return faults.around(operation, request.gone, (fault) => answerOnce(request, sandbox, api, fault))
}

const answerOnce = async (request: Incoming, sandbox: Sandbox, api: Api, fault: Fault | undefined): Promise<Answer> => {
  const { method, path } = request
  const { traffic } = sandbox
  const requestId = sandbox.ids.make('req')
  const idempotencyKey = request.header('idempotency-key')
  const entry: RequestEntry = {
    ...{ kind: 'request', id: requestId, at: sandbox.clock.now(), method, path, status: 0 },
    ...{ operation: undefined, mode: undefined, idempotencyKey, replayed: false },
  }
  let answer: Answer
  try {
    const { key, mode } = authenticate(request, sandbox)
    entry.mode = mode
    const matched = findRoute(api, method, path)
    entry.operation = matched.route
    authorize(key, resourceOf(matched.template), method, sandbox.accountId)
    const old = wantsOld(request)
    if (method === 'POST') checkContentType(request)
    const text = method === 'POST' ? await request.body() : request.query
    traffic.limits?.check(matched.route)
    traffic.faults.refuse(fault)
    const scene: Scene = { sandbox, env: sandbox.environments[mode], requestId, idempotencyKey }
    const keyed = { key: idempotencyKey, method, path, body: text, now: sandbox.clock.now() }
    const called = { ...matched, method, text, old, unversioned: request.header('stripe-version') === undefined }
    answer = await underKey(scene.env, keyed, () => run(api, scene, called, fault))
  } catch (error) {
    answer = toAnswer(error, sandbox)
  }
  entry.status = answer.status
  entry.replayed = answer.headers['idempotent-replayed'] === 'true'
  sandbox.publish(entry)
  return respond(answer, requestId, idempotencyKey)
}

/** What is no object of its own, such as a list, is the same in both versions here. */
const inOldVersion = (body: unknown, { env }: Scene): unknown => {
  const stored = isObject(body) ? env.store.get(String(body.id)) : undefined
  return stored && isObject(body) ? renderObject({ ...stored, ...body }, env) : body
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** A request whose route is known. */
interface Called extends Matched {
  method: string
  /** The form, or the query. */
  text: string
  /** It asks for objects as they were in the older version. */
  old: boolean
  /** It names no version, as Stripe's command-line tool does: older words are understood. */
  unversioned: boolean
}

/** Answers are kept under the idempotency key once the endpoint has begun; one that met a lock has not. */
const run = async (
  api: Api,
  scene: Scene,
  { method, template, route, ids, text, old, unversioned }: Called,
  fault: Fault | undefined
): Promise<{ answer: Answer; kept: boolean }> => {
  const { traffic } = scene.sandbox
  let began = false
  try {
    const raw = decodeForm(text)
    const worded = unversioned ? inPinnedWords(route, raw, scene.env) : raw
    const { expand: paths, ...params } = checkParameters(
      { method, path: template },
      worded,
      unversioned ? olderFields[route] : undefined
    )
    refuseUnmodelledOf(route, params)
    checkExpand(`${method} ${template}`, paths)
    const handler = api.routes.get(route)
    if (!handler) throw notModelled(route)
    const call: Call = { ...scene, params, id: ids[0] ?? '', ids, clock: clockOf(scene.env, ids, params) }
    const body = await traffic.carry({ method, ids, params }, () => {
      began = true
      return traffic.faults.during(fault, async () => expand(await handler(call), paths, scene, api.includes))
    })
    const shown = old ? inOldVersion(body, scene) : body
    return { answer: { status: 200, body: JSON.stringify(shown, null, 2), headers: {} }, kept: true }
  } catch (error) {
    return { answer: toAnswer(error, scene.sandbox), kept: began }
  }
}

const respond = ({ status, body, headers }: Answer, requestId: string, idempotencyKey: string | undefined): Answer => ({
  ...{ status, body },
  headers: {
    'content-type': 'application/json',
    'request-id': requestId,
    'stripe-version': API_VERSION,
    ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
    ...headers,
  },
})
