import { IntegrationError } from '../errors'

/**
 * Does work on a part of an input. An error about one of its fields names the part too.
 * @param place where the part stands, like `items[0]`; empty for the input itself
 */
export const inPlace = <T>(place: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (place === '' || !(error instanceof IntegrationError) || error.details.field === undefined) throw error
    throw new IntegrationError(error.code, `${place}.${error.sentence}`, {
      ...error.details,
      field: `${place}.${error.details.field}`,
    })
  }
}
