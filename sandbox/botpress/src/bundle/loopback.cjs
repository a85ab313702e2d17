// Preloaded into the integration's process. The SDK's server listens on every interface and has no option for it; here
// everything listens on loopback. What was listened on is told to the parent, so that it need not guess a free port.
const { Server } = require('node:net')

const HOST = '127.0.0.1'

const { listen } = Server.prototype

const isPort = (value) => typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value))

/** The options of a listen call on a port, or nothing when it is about something else, such as a pipe. */
const portOptions = (first) => {
  if (first === undefined || first === null || typeof first === 'function') return { port: 0 }
  if (isPort(first)) return { port: Number(first) }
  return typeof first === 'object' && 'port' in first ? first : undefined
}

Server.prototype.listen = function listenOnLoopback(...args) {
  const options = portOptions(args[0])
  if (!options) return listen.apply(this, args)
  this.once('listening', () => process.send?.({ listening: this.address() }))
  const callback = args.find((argument) => typeof argument === 'function')
  return listen.call(this, { ...options, host: HOST }, callback)
}

// Whoever started this process is gone: nobody could stop it any more.
process.once('disconnect', () => process.exit(0))
// The channel alone must not keep alive an integration that does nothing.
process.channel?.unref()
