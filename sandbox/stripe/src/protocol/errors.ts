/** The fields of Stripe's errors. @see docs.stripe.com/api/errors */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error'
  message: string
  code?: string | undefined
  param?: string | undefined
  decline_code?: string | undefined
  payment_intent?: unknown
  payment_method?: unknown
  charge?: string | undefined
}

/** An answer other than success. */
export class StripeApiError extends Error {
  override readonly name = 'StripeApiError'

  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly headers: Record<string, string> = {}
  ) {
    super(body.message)
  }
}

/** 400: the request cannot be carried out as it is. */
export const invalid = (message: string, param?: string, code?: string): StripeApiError =>
  new StripeApiError(400, { type: 'invalid_request_error', message, param, code })

/** 404: no object has this ID. */
export const missing = (type: string, id: string, param = 'id'): StripeApiError =>
  new StripeApiError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${type.replaceAll('_', ' ')}: '${id}'`,
  })

/** 400: the parameter names an object that there is not. */
export const missingParam = (type: string, id: string, param: string): StripeApiError =>
  new StripeApiError(400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${type.replaceAll('_', ' ')}: '${id}'`,
  })

/** 501: Stripe can do it, this sandbox cannot. */
export const notModelled = (what: string, param?: string): StripeApiError =>
  new StripeApiError(501, { type: 'api_error', message: `${what} is not modelled by this sandbox.`, param })

/** Parameters that would be taken and then ignored. */
export const refuseUnmodelled = (params: object, names: readonly string[]): void => {
  const name = names.find((candidate) => Reflect.get(params, candidate) !== undefined)
  if (name) throw notModelled(name, name)
}
