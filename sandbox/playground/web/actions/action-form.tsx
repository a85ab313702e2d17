import { Button, Group, Kbd, Text } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import Form from '@rjsf/mantine'
import type { ErrorSchema, RegistryFieldsType, RegistryWidgetsType } from '@rjsf/utils'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { ActionInfo } from '../../src/api'
import { AddButton, ArrayFieldTitleTemplate, CheckboxWidget, DescriptionFieldTemplate } from './form-parts'
import { mainFields, toForm } from './form-schema'
import { JsonField } from './json-field'
import { ObjectFieldTemplate } from './root-template'
import { serverValidator } from './server-validator'
import { useSuggest } from './use-suggest'

export type Input = Record<string, unknown>

const FIELDS: RegistryFieldsType = { json: JsonField }
const WIDGETS: RegistryWidgetsType = { CheckboxWidget }
const TEMPLATES = {
  ...{ ObjectFieldTemplate, DescriptionFieldTemplate, ArrayFieldTitleTemplate },
  ButtonTemplates: { AddButton },
}

/** Nobody wants a line of an order that they did not add. */
const DEFAULTS = { arrayMinItems: { populate: 'requiredOnly' }, emptyObjectFields: 'skipEmptyDefaults' } as const

const FORM_ID = 'action-form'

const submit = (): void => {
  const form = document.getElementById(FORM_ID)
  if (form instanceof HTMLFormElement) form.requestSubmit()
}

/** An action's input as a form made from its schema. */
export const ActionForm = (props: {
  action: ActionInfo
  input: Input
  errors: ErrorSchema
  isRunning: boolean
  onChange: (input: Input) => void
  onRun: (input: Input) => void
}) => {
  const { action, input, errors, isRunning, onChange, onRun } = props
  const suggest = useSuggest()
  const form = useMemo(() => toForm(action, suggest), [action, suggest])
  useHotkeys([['mod+Enter', submit]], [])
  const context = useMemo(() => ({ main: mainFields(action) }), [action])
  return (
    <>
      <Form
        id={FORM_ID}
        idPrefix="field"
        {...form}
        formContext={context}
        formData={input}
        validator={serverValidator}
        fields={FIELDS}
        widgets={WIDGETS}
        templates={TEMPLATES}
        extraErrors={errors}
        extraErrorsBlockSubmit={false}
        showErrorList={false}
        experimental_defaultFormStateBehavior={DEFAULTS}
        onChange={({ formData }) => onChange(formData ?? {})}
        onSubmit={({ formData }) => onRun(formData ?? {})}
      />
      <Group mt="lg" gap="md">
        <Button type="submit" form={FORM_ID} loading={isRunning} leftSection={<IconPlayerPlay size={16} aria-hidden />}>
          Run
        </Button>
        <Text fz="xs" c="dimmed" visibleFrom="sm">
          <Kbd>Ctrl</Kbd> + <Kbd>Enter</Kbd>
        </Text>
      </Group>
    </>
  )
}
