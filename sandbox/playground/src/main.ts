import { IntegrationError } from '@botpress-stripe/sandbox-botpress'
import { toActionError } from './action-error'
import { banner } from './banner'
import { parseOptions, UsageError } from './options'
import { startStack } from './stack'

const fail = (error: unknown): never => {
  if (error instanceof UsageError) console.error(error.message)
  else if (error instanceof IntegrationError) {
    console.error(`The integration could not be installed: ${toActionError(error).message}`)
  } else console.error(error)
  process.exit(1)
}

const main = async (): Promise<void> => {
  const options = parseOptions(process.argv.slice(2), process.env)
  console.log('Starting …')
  const stack = await startStack(
    options,
    { page: options.port, stripe: 12_111, botpress: 12_112 },
    { say: console.log }
  )
  let isEnding = false
  const end = async (code: number): Promise<void> => {
    if (isEnding) return
    isEnding = true
    await stack.close()
    process.exit(code)
  }
  process.on('SIGINT', () => void end(0))
  process.on('SIGTERM', () => void end(0))
  console.log(banner({ ...stack, hasWebhookSecret: options.webhookSecret !== undefined }))
  const reason = await stack.failed
  if (isEnding) return
  console.error(`What the playground runs has ended by itself (${reason}).`)
  await end(1)
}

main().catch(fail)
