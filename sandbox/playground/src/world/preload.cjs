// Preloaded into the processes of the integration and of the bot: what a tracing agent does, and a clock that can be moved on.
const { AsyncLocalStorage } = require('node:async_hooks')
const { subscribe } = require('node:diagnostics_channel')
const http = require('node:http')

const machine = Date.now
let ahead = 0

const traces = new AsyncLocalStorage()

// Each request says how far its sender's time is ahead.
subscribe('http.server.request.start', ({ request }) => {
  const told = Number(request.headers['x-sandbox-time-ahead'])
  if (told > ahead) ahead = told
  traces.enterWith(request.headers.traceparent)
})

Date.now = () => machine() + ahead
globalThis.Date = class extends Date {
  constructor(...parts) {
    if (parts.length === 0) super(Date.now())
    else super(...parts)
  }
}

// What is sent while a request is answered belongs to the same story.
const { request: send } = http
http.request = (...args) => {
  const trace = traces.getStore()
  if (trace === undefined) return send(...args)
  // Headers that are given as lines are final; others can be added to.
  const lines = args.find((arg) => Array.isArray(arg?.headers))?.headers
  lines?.push('traceparent', trace)
  const request = send(...args)
  if (!lines && !request.headersSent) request.setHeader('traceparent', trace)
  return request
}
