import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { IntegrationDefinitionProps } from '@botpress/sdk'

/** Options of esbuild, as the definition carries them. Botpress' command-line tool brings esbuild along; it is not ours. */
export type BuildOptions = NonNullable<NonNullable<IntegrationDefinitionProps['__advanced']>['esbuild']>
export type Plugin = NonNullable<BuildOptions['plugins']>[number]
type Build = Parameters<Plugin['setup']>[0]

/**
 * The folder with the sources of the integration, with a separator at its end. The definition is evaluated in memory, so
 * where it is cannot be asked; the folder that is built in can.
 */
export const sourcesOf = ({ initialOptions }: Build): string => {
  const folder = join(initialOptions.absWorkingDir ?? process.cwd(), 'src')
  if (existsSync(join(folder, 'index.ts'))) return folder + sep
  throw new Error(`${folder} does not hold the sources of the integration. Build in its folder.`)
}
