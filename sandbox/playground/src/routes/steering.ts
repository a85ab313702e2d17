import type { Hono } from 'hono'
import type { Playground } from '../playground'
import { refusal } from '../refusal'
import { LARGEST_RUSH } from '../steering/rush'
import { FURTHEST } from '../steering/time'
import { readJson } from './read-json'

const notHere = () =>
  refusal(409, 'not_available', "This works with the embedded Stripe only; here it is the real one's test mode.")

const invalid = (message: string) => refusal(400, 'invalid_input', message)

/** Faults, time, figures, objects, and the way back to the beginning. */
export const steeringRoutes = (app: Hono, { current, reset }: Playground): void => {
  app.get('/api/faults', () => Response.json(current().switches.list()))

  app.delete('/api/faults', () => {
    current().switches.clear()
    return Response.json(current().switches.list())
  })

  app.put('/api/faults/:name', async ({ req }) => {
    const name = req.param('name')
    const body = await readJson(req.raw, '{"isOn": true}, with a "value" if the switch has one')
    if (body instanceof Response) return body
    const found = current().switches.find(name)
    if (!found) return refusal(404, 'unknown_fault', `There is no switch "${name}".`)
    const { isOn, value } = body
    if (typeof isOn !== 'boolean') return invalid('isOn must be true or false.')
    if (value !== undefined) {
      if (!found.value) return invalid(`value: the switch "${name}" has none; leave it out.`)
      const { minimum, maximum } = found.value
      if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) {
        return invalid(`value must be a whole number from ${minimum} to ${maximum}.`)
      }
    }
    current().switches.set(name, isOn, typeof value === 'number' ? value : undefined)
    return Response.json(current().switches.find(name))
  })

  app.get('/api/time', () => Response.json(current().time.now()))

  app.post('/api/time', async ({ req }) => {
    const body = await readJson(req.raw, '{"seconds": 3600}')
    if (body instanceof Response) return body
    if (!current().world.stripe) return notHere()
    const { seconds } = body
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 1 || seconds > FURTHEST) {
      return invalid(`seconds must be a whole number from 1 to ${FURTHEST}.`)
    }
    const job = current().time.begin(seconds)
    if (!job) return refusal(409, 'busy', 'Time is moving on already. Wait until it is done.')
    return Response.json(job, { status: 202 })
  })

  app.post('/api/rush', async ({ req }) => {
    const body = await readJson(req.raw, '{"calls": 200}')
    if (body instanceof Response) return body
    if (!current().world.stripe) return notHere()
    const { calls } = body
    if (typeof calls !== 'number' || !Number.isInteger(calls) || calls < 1 || calls > LARGEST_RUSH) {
      return invalid(`calls must be a whole number from 1 to ${LARGEST_RUSH}.`)
    }
    const job = current().rush.begin(calls)
    if (!job) return refusal(409, 'busy', 'A rush is under way already. Wait until it is over.')
    return Response.json(job, { status: 202 })
  })

  app.get('/api/figures', () => Response.json(current().figures.all()))

  app.get('/api/objects/:id', ({ req }) => {
    const id = req.param('id')
    const { objects, story } = current()
    if (!objects) return notHere()
    const found = objects.find(id, story.timeline)
    return found ? Response.json(found) : refusal(404, 'unknown_object', `The embedded Stripe has no object "${id}".`)
  })

  app.post('/api/reset', async () => Response.json(await reset()))
}
