import { axios, formData, semver } from './libraries'
import type { BuildOptions } from './plugin'
import { stripe } from './stripe'
import { texts } from './texts'

/** What makes the bundle small and quick to load. What each gives is in docs/adr, printed anew by `npm run bench`. */
export const measures = { texts, stripe, formData, semver, axios }

/**
 * How Botpress' command-line tool bundles this integration, beside its own options.
 *
 * `keepNames` keeps the names of functions and classes as they are in the sources. Nothing reads them: errors are told
 * apart by `type`, `code` or a `name` of their own. `target`: every Node.js since 16 has class fields, which are rewritten
 * else into calls that take longer.
 */
export const bundleOptions: BuildOptions = {
  keepNames: false,
  target: 'es2022',
  plugins: Object.values(measures),
  // A bundle is one file: what is imported only when it is needed would be in it all the same.
  define: { REDIS: 'false' },
}

/** The same with the adapter for Redis, for deployments whose instances share limits, locks and deliveries. */
export const bundleOptionsWithRedis: BuildOptions = { ...bundleOptions, define: { REDIS: 'true' } }
