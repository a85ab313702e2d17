import { type ErrorSchema, ErrorSchemaBuilder } from '@rjsf/utils'
import type { ActionError, InputCheck } from '../../src/api'

type Problem = InputCheck['problems'][number]

/** What is wrong, at the fields it is wrong with. */
export const toErrorSchema = (problems: Problem[]): ErrorSchema =>
  problems.reduce(
    (builder, { path, message }) => builder.addErrors(message, path.split('/').filter(Boolean)),
    new ErrorSchemaBuilder()
  ).ErrorSchema

/** The field that the integration's error is about, when it says so. */
export const problemsOf = ({ message, metadata }: ActionError): Problem[] =>
  typeof metadata?.field === 'string' ? [{ path: metadata.field.replaceAll('.', '/'), message }] : []
