import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** The source files of the integration. */
export const sourceFiles = (): string[] =>
  readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${root}src/${file}`)

const calls = (node: ts.Node): ts.CallExpression[] => {
  const inside: ts.CallExpression[] = []
  node.forEachChild((child) => void inside.push(...calls(child)))
  return ts.isCallExpression(node) ? [node, ...inside] : inside
}

/**
 * The operations of Stripe that the sources call, as TypeScript understands them, however they are reached: the file of
 * the resource (`Checkout/Sessions`) and the method.
 */
export const stripeOperations = (files: string[]): Array<{ resource: string; method: string }> => {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  const program = ts.createProgram(files, options)
  const checker = program.getTypeChecker()
  const found = new Map<string, { resource: string; method: string }>()
  for (const file of files) {
    const source = program.getSourceFile(file)
    for (const call of source ? calls(source) : []) {
      const declaration = checker.getResolvedSignature(call)?.declaration
      const path = declaration?.getSourceFile().fileName ?? ''
      const resource = /\/stripe\/(?:esm|cjs)\/resources\/(.+)\.d\.ts$/.exec(path)?.[1]
      const method = declaration && 'name' in declaration && ts.getNameOfDeclaration(declaration)?.getText()
      if (resource && method) found.set(`${resource}.${method}`, { resource, method })
    }
  }
  return [...found.values()]
}

const DESCRIBED = ['defineAction', 'on', 'ownEvent', 'settled']
const SPOKEN = ['idInput', 'httpsInput']
const isText = (node: ts.Node | undefined) => !!node && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))
const isNamed = (node: ts.Node, names: string[]) => ts.isIdentifier(node) && names.includes(node.text)

/** What the bundle does to the sources, done by the compiler: an independent judge of `withoutTexts`. */
export const withoutTextsByCompiler = (code: string): string => {
  const { factory } = ts
  const withoutProperties = (node: ts.Expression) =>
    ts.isObjectLiteralExpression(node)
      ? factory.createObjectLiteralExpression(
          node.properties.filter(({ name }) => !name || !isNamed(name, ['title', 'description', 'examples']))
        )
      : node
  const rewrite = (node: ts.Node): ts.Node => {
    if (!ts.isCallExpression(node)) return node
    const { expression, arguments: given } = node
    if (ts.isPropertyAccessExpression(expression)) {
      const isChained = isNamed(expression.name, ['title', 'describe', 'placeholder'])
      return isChained && given.length === 1 && isText(given[0]) ? expression.expression : node
    }
    const replaced = isNamed(expression, DESCRIBED)
      ? given.map(withoutProperties)
      : given.map((argument) => (isText(argument) ? factory.createStringLiteral('') : argument))
    return isNamed(expression, [...DESCRIBED, ...SPOKEN])
      ? factory.updateCallExpression(node, expression, node.typeArguments, replaced)
      : node
  }
  const source = ts.createSourceFile('source.ts', code, ts.ScriptTarget.ESNext, true)
  const { transformed } = ts.transform(source, [
    (context) => (file) => {
      const visit = (node: ts.Node): ts.Node => rewrite(ts.visitEachChild(node, visit, context))
      return ts.visitEachChild(file, visit, context)
    },
  ])
  return ts.createPrinter().printFile(transformed[0] ?? source)
}
