import { NAME, object, operation } from './operation'

/** Analytics: what a bot counts. Nobody looks at it here. */
export const analytics = [
  operation({
    name: 'trackAnalytics',
    method: 'POST',
    path: '/analytics',
    body: object({ name: NAME, count: { type: 'number' } }, ['name', 'count']),
    run: () => ({}),
  }),
]
