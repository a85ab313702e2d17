import { readFile, stat } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import type { Hono } from 'hono'
import type { Playground } from '../playground'
import { refusal } from '../refusal'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/** The build names these by their content. */
const isHashed = (path: string): boolean => path.startsWith('/assets/')

const fileAt = async (folder: string, path: string): Promise<Response | undefined> => {
  const file = join(folder, path)
  if (!file.startsWith(`${folder}${sep}`)) return undefined
  try {
    if (!(await stat(file)).isFile()) return undefined
    return new Response(new Uint8Array(await readFile(file)), {
      headers: {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'cache-control': isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    })
  } catch {
    return undefined
  }
}

const wantsPage = ({ headers }: Request): boolean => (headers.get('accept') ?? '').includes('text/html')

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return '/'
  }
}

/** The built page: its files, and the page itself for the address of each of its views. */
export const pageRoutes = (app: Hono, { pageFolder, documents }: Playground): void => {
  for (const document of documents) {
    app.get(`/api/documents/${document.name}`, async (context) => context.text(await document.read()))
  }
  app.get('*', async ({ req }) => {
    const path = decoded(req.path)
    const file = path === '/' ? undefined : await fileAt(pageFolder, path)
    if (file) return file
    if (req.path.startsWith('/api/') || isHashed(path) || !wantsPage(req.raw)) {
      return refusal(404, 'not_found', `There is nothing at ${path}.`)
    }
    return (await fileAt(pageFolder, '/index.html')) ?? refusal(503, 'not_built', 'The page is not built: start again.')
  })
}
