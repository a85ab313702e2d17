import { rename } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { bundle } from '../../../../scripts/build'

const folder = fileURLToPath(new URL('../..', import.meta.url))

/** Bundles the bot as Botpress' command-line tool does. @returns the path of the bundle */
export const bundleBot = async (outfile = `${folder}/dist/index.cjs`): Promise<string> => {
  const contents = "import x from './src/index'; export default x; export const handler = x.handler;"
  // Whoever loads the bundle meanwhile must never see half of one.
  const part = `${outfile}.${process.pid}`
  await bundle(part, { stdin: { contents, resolveDir: folder, loader: 'ts' }, absWorkingDir: folder })
  await rename(part, outfile)
  return outfile
}
