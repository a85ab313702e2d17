type Input = Record<string, unknown>

/** JavaScript that means the same as JSON, written as people write it. */
const toLiteral = (value: unknown): string =>
  JSON.stringify(value, null, 2)
    .replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, '$1$2:')
    .replaceAll("'", String.raw`\'`)
    .replace(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) => `'${text.replaceAll(String.raw`\"`, '"')}'`)

/** The call in the code of a bot. */
export const asBotCode = (name: string, input: Input): string =>
  `const { output } = await client.callAction({\n  type: 'stripe:${name}',\n  input: ${toLiteral(input).replaceAll('\n', '\n  ')},\n})`

/** The call from a terminal. */
export const asCurl = (origin: string, name: string, input: Input): string =>
  `curl ${origin}/api/actions/${name} \\\n  -H 'content-type: application/json' \\\n  -d '${JSON.stringify(input).replaceAll("'", String.raw`'\''`)}'`
