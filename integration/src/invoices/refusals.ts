import { IntegrationError } from '../errors'

/** What Stripe or the gateway said, as far as it is read here. Recognised by shape: a bundle may hold two SDKs. */
export interface Refusal {
  /** Stripe's code, or that of our own error. */
  code: string | undefined
  /** Stripe's name of the parameter at fault. */
  param: string
  message: string
}

const textOf = (error: object, name: string): string | undefined => {
  const value: unknown = Reflect.get(error, name)
  return typeof value === 'string' ? value : undefined
}

/** An error of our own, also where the SDK has put it inside of one of its errors. */
const ownOf = (error: unknown): IntegrationError | undefined => {
  if (error instanceof IntegrationError) return error
  const detail = error instanceof Error && 'detail' in error ? error.detail : undefined
  return detail instanceof IntegrationError ? detail : undefined
}

export const refusalOf = (error: unknown): Refusal => {
  const own = ownOf(error)
  if (own) return { code: own.code, param: '', message: own.sentence }
  if (!(error instanceof Error)) return { code: undefined, param: '', message: '' }
  return { code: textOf(error, 'code'), param: textOf(error, 'param') ?? '', message: error.message }
}

/** Whether nobody knows if the change was made. */
export const isUnknownOutcome = (error: unknown): boolean => refusalOf(error).code === 'stripe_outcome_unknown'

/** An error with more to read. */
export const withAddition = (error: unknown, addition: string): IntegrationError | undefined => {
  const own = ownOf(error)
  return own && new IntegrationError(own.code, `${own.sentence} ${addition}`, own.details)
}
