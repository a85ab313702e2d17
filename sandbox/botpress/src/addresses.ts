/** Where the local Botpress is reached. */
export interface Addresses {
  /** The runtime API's base. */
  readonly api: string
  /** The webhook URLs' base. */
  readonly webhooks: string
  servedAt(url: string): void
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '')

/** @param publicUrl what the outside knows it as; default: where it is served */
export const createAddresses = (publicUrl: string | undefined): Addresses => {
  let served: string | undefined
  const demand = (url: string | undefined): string => {
    if (url === undefined) throw new Error('Serve the local Botpress first, or give it a publicUrl.')
    return withoutSlash(url)
  }
  return {
    get api() {
      return demand(served ?? publicUrl)
    },
    get webhooks() {
      return `${demand(publicUrl ?? served)}/webhook`
    },
    servedAt(url) {
      served = url
    },
  }
}
