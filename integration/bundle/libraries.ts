import { readFileSync } from 'node:fs'
import type { Plugin } from './plugin'

/** The end of the path of a package's file, on any system. */
const fileOf = (path: string): RegExp =>
  new RegExp(`node_modules/${path}$`.replace(/[./]/g, (c) => (c === '/' ? '[\\\\/]' : '\\.')))

/** A file of a package is replaced by other code. */
const replacing = (name: string, path: string, contents: string): Plugin => ({
  name,
  setup: (build) => build.onLoad({ filter: fileOf(path) }, () => ({ contents, loader: 'js' })),
})

/**
 * axios takes `form-data`, with a table of all file types, for platforms that have no `FormData`. Node.js has one, which
 * axios sends as well. It is looked up when it is used, since Node.js loads its whole `fetch` with it.
 */
export const formData = replacing(
  'form-data of the platform',
  'form-data/lib/form_data.js',
  'module.exports = function () { return new globalThis.FormData() }'
)

/** Botpress' SDK compares versions when plugins are defined, never in an integration that runs. */
export const semver = replacing(
  'without semver',
  'semver/index.js',
  `const absent = () => { throw new Error('semver is not in this bundle: see integration/bundle/libraries.ts') }
  module.exports = { major: absent, minor: absent }`
)

/**
 * When axios is loaded, it looks whether there is `fetch` and tries it, for which Node.js loads its HTTP client a second
 * time. axios then uses Node's `http` in any case. It gets a global object that has none of it, as on a Node.js before
 * `fetch`; its text is not touched. HTTP/2, which nobody asks for, is loaded when it is.
 */
export const axios: Plugin = {
  name: 'axios without fetch',
  setup: (build) => {
    const filter = fileOf('axios/dist/node/axios.cjs')
    build.onLoad({ filter }, ({ path }) => ({
      contents: `'use strict';var globalThis = Object.create(global, { FormData: {}, Request: {}, Response: {} });${readFileSync(path, 'utf8')}`,
      loader: 'js',
    }))
    build.onResolve({ filter: /^http2$/ }, ({ importer, path }) =>
      filter.test(importer) ? { path, namespace: 'when-used' } : undefined
    )
    build.onLoad({ filter: /./, namespace: 'when-used' }, ({ path }) => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('node:${path}')[name] })`,
      loader: 'js',
    }))
  },
}
