/** What must not keep an event from its bot: the key may not read it, or it is gone. */
const HARMLESS = ['StripePermissionError', 'StripeInvalidRequestError', 'StripeAuthenticationError']

/**
 * What Stripe says, or undefined when it says that it will not.
 * @throws what may pass by itself, so that Stripe sends the event again
 */
export const orNothing = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'type' in error && HARMLESS.includes(String(error.type))) return undefined
    throw error
  }
}
