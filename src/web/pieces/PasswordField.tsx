import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { t } from '../languages/messages.ts'

/**
 * A field for what is typed unseen. Mantine's own marks a fault on its frame alone: here the field
 * is marked, so that it is led to and heard; and its eye has a name and is reached by Tab.
 */
export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      {...props}
      aria-invalid={props.error ? true : undefined}
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': t`Show what is typed` }}
    />
  )
}
