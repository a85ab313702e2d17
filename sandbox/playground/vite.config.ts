import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** `vite build sandbox/playground` names the package as its root; the page is a folder of it. */
const pageRoot: Plugin = { name: 'page-root', config: () => ({ root: here('./web') }) }

/** The web chat has its style beside its code, but does not export it. */
const webchatFolder = dirname(createRequire(import.meta.url).resolve('@botpress/webchat'))

/** The playground's page. Everything is served by the playground itself; nothing comes from elsewhere. */
export default defineConfig({
  plugins: [pageRoot, react()],
  resolve: { alias: { 'webchat.css': `${webchatFolder}/style.css` } },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    // These know light-dark(): what stands in for it in older ones does not follow the page's own switch.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The web chat is that large, and is loaded only when it is shown.
    chunkSizeWarningLimit: 1000,
  },
  // For work on the page: `npx vite sandbox/playground` beside `npm start`.
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/chat'].map((path) => [path, { target: 'http://127.0.0.1:3000' }])),
  },
})
