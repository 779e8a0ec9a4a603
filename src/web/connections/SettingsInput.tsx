import { NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { said } from '../languages/said.ts'
import { PasswordField } from '../pieces/PasswordField.tsx'
import type { SettingsField } from './settings-schema.ts'

interface SettingsInputProps {
  field: SettingsField
  value: unknown
  error: string | false | undefined
  onChange: (value: unknown) => void
}

/** One field of a connector's settings; what is secret is typed unseen and never shown again. */
export function SettingsInput({ field, value, error, onChange }: SettingsInputProps) {
  const shared = {
    name: field.name,
    label: said(field.label),
    description: said(field.description) || undefined,
    withAsterisk: field.isRequired,
    error,
  }
  if (field.isSecret) {
    return (
      <PasswordField
        {...shared}
        autoComplete="off"
        value={String(value ?? '')}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    )
  }
  switch (field.input) {
    case 'switch':
      return (
        <Switch
          name={field.name}
          label={said(field.label)}
          description={said(field.description) || undefined}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...shared}
          min={field.min}
          max={field.max}
          value={typeof value === 'number' ? value : ''}
          onChange={onChange}
        />
      )
    case 'choice':
      return (
        <Select
          {...shared}
          data={field.choices}
          value={String(value ?? '') || null}
          onChange={(chosen) => onChange(chosen ?? '')}
        />
      )
    case 'list':
      return <TagsInput {...shared} value={value as string[]} onChange={onChange} />
    case 'url':
    case 'text':
      return (
        <TextInput
          {...shared}
          type={field.input === 'url' ? 'url' : 'text'}
          autoComplete="off"
          spellCheck={false}
          value={String(value ?? '')}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}
