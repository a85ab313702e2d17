import { JsonInput } from '@mantine/core'
import type { FieldProps } from '@rjsf/utils'
import { useState } from 'react'

const parse = (text: string): unknown => {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** An object that may hold anything. */
export const JsonField = ({ name, schema, formData, onChange, fieldPathId, disabled }: FieldProps) => {
  const [text, setText] = useState(() => (formData === undefined ? '' : JSON.stringify(formData, null, 2)))
  return (
    <JsonInput
      id={fieldPathId.$id}
      label={schema.title ?? name}
      description={schema.description}
      placeholder="{ }"
      formatOnBlur
      autosize
      minRows={3}
      validationError="This is not JSON yet"
      disabled={disabled ?? false}
      value={text}
      onChange={(value) => {
        setText(value)
        onChange(parse(value), fieldPathId.path)
      }}
    />
  )
}
