import { Button, Checkbox, Text } from '@mantine/core'
import type { ArrayFieldTitleProps, DescriptionFieldProps, IconButtonProps, WidgetProps } from '@rjsf/utils'
import { IconPlus } from '@tabler/icons-react'

/** Descriptions as the fields of Mantine have them. */
export const DescriptionFieldTemplate = ({ id, description }: DescriptionFieldProps) =>
  description ? (
    <Text id={id} component="div" fz="xs" c="dimmed" mb={6}>
      {description}
    </Text>
  ) : null

/** A list's title is the label of a field, not a heading of the page. */
export const ArrayFieldTitleTemplate = ({ title }: ArrayFieldTitleProps) => (
  <Text span fz="sm" fw={600}>
    {title}
  </Text>
)

export const AddButton = ({ onClick, disabled }: IconButtonProps) => (
  <Button
    size="xs"
    variant="light"
    leftSection={<IconPlus size={14} aria-hidden />}
    onClick={onClick}
    disabled={disabled ?? false}
  >
    Add
  </Button>
)

/** A box with its description below, where Mantine has it. */
export const CheckboxWidget = ({ id, label, value, schema, disabled, onChange }: WidgetProps) => (
  <Checkbox
    id={id}
    label={label}
    description={schema.description}
    checked={value === true}
    disabled={disabled ?? false}
    onChange={({ currentTarget }) => onChange(currentTarget.checked)}
  />
)
