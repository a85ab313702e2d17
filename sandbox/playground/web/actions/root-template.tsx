import { Button, Collapse, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Templates } from '@rjsf/mantine'
import type { ObjectFieldTemplateProps } from '@rjsf/utils'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { toCount } from '../parts/format'

/** What the form's template is told beside its fields. */
export interface FormContext {
  /** The fields that are always shown. */
  main: string[]
}

const contextOf = (value: unknown): FormContext => value as FormContext

type Field = ObjectFieldTemplateProps['properties'][number]

const MoreFields = ({ fields, hasErrors }: { fields: Field[]; hasErrors: boolean }) => {
  const [isOpen, { toggle }] = useDisclosure(false)
  const isShown = isOpen || hasErrors
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        w="fit-content"
        aria-expanded={isShown}
        leftSection={isShown ? <IconChevronUp size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
        onClick={toggle}
      >
        {isShown ? 'Fewer fields' : `${toCount(fields.length, 'more field')}`}
      </Button>
      <Collapse expanded={isShown}>
        <Stack gap="md">
          {fields.map(({ name, content }) => (
            <div key={name}>{content}</div>
          ))}
        </Stack>
      </Collapse>
    </>
  )
}

const Root = ({ properties, registry, errorSchema }: ObjectFieldTemplateProps) => {
  const { main } = contextOf(registry.formContext)
  const shown = properties.filter(({ name }) => main.includes(name))
  const rest = properties.filter(({ name }) => !main.includes(name))
  const hasErrors = rest.some(({ name }) => errorSchema?.[name] !== undefined)
  return (
    <Stack gap="md">
      {shown.map(({ name, content }) => (
        <div key={name}>{content}</div>
      ))}
      {rest.length > 0 && <MoreFields fields={rest} hasErrors={hasErrors} />}
    </Stack>
  )
}

const Inner = Templates.ObjectFieldTemplate

/** The fields of an action, the less usual ones folded away; objects within are as the theme has them. */
export const ObjectFieldTemplate = (props: ObjectFieldTemplateProps) => {
  if (props.fieldPathId.path.length === 0) return <Root {...props} />
  return Inner ? <Inner {...props} /> : null
}
