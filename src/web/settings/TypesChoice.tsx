import { Checkbox, Fieldset, Group, Stack } from '@mantine/core'
import { t } from '../languages/messages.ts'
import { TYPE_GROUPS } from './webhookTypes.ts'

interface TypesChoiceProps {
  value: string[]
  onChange: (types: string[]) => void
  error?: React.ReactNode
}

/** What a webhook is told of: boxes by what they are about. */
export function TypesChoice({ value, onChange, error }: TypesChoiceProps) {
  return (
    <Checkbox.Group label={t`What it is told of`} value={value} onChange={onChange} error={error}>
      <Stack gap="xs" mt="xs">
        {TYPE_GROUPS.map(({ title, types }) => (
          <Fieldset key={title} legend={title} p="xs" radius="sm">
            <Group gap="md" style={{ rowGap: 10 }}>
              {types.map(({ type, label }) => (
                <Checkbox key={type} value={type} label={label} size="xs" />
              ))}
            </Group>
          </Fieldset>
        ))}
      </Stack>
    </Checkbox.Group>
  )
}
