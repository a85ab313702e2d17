/** Processes of the integration, side by side: requests to the first go to all in turn, as a platform spreads them. */
export const createInstances = (count: number) => {
  let origins: string[] = []
  let next = 0
  return {
    count,
    /** Where they listen, once they do. */
    use: (urls: readonly string[]): void => {
      origins = urls.map((url) => new URL(url).origin)
    },
    /** The address of the one whose turn it is; what is not for them stays as it is. */
    reach: (url: string): string => {
      const [first] = origins
      if (first === undefined || origins.length === 1 || new URL(url).origin !== first) return url
      const origin = origins[next++ % origins.length] ?? first
      return `${origin}${url.slice(first.length)}`
    },
  }
}

export type Instances = ReturnType<typeof createInstances>
