// Starts a built integration: node run.cjs <bundle> <port>
const [, , bundle, port] = process.argv
const integration = require(bundle)

;(integration.default ?? integration).start(Number(port))
